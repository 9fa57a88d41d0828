"""The short way of the endpoints that programs ask all day."""
