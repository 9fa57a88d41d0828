"""What every surface needs of the web: where Keylodge is served, addresses, cookies, templates, whose form it is.

It stands below all surfaces and knows no rule, no data and no NiceGUI: settings and errors at most.
"""
