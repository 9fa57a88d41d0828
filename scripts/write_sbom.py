"""The bill of materials of what is shipped, as CycloneDX: beside the executable, and for an image.

Names, versions and hashes come from the runtime lock, licences from what is installed.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from scripts.write_notices import ROOT, libraries, licence

_ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(.*?)(?=^[a-z0-9#]|\Z)", re.MULTILINE | re.DOTALL)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def sbom() -> str:
    """CycloneDX 1.6 in JSON."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    bom = Bom()
    bom.metadata.component = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION, bom_ref=project["name"]
    )
    hashes = {name: _HASH.findall(rest) for name, _, rest in _entries()}
    parts = [_component(library, hashes[_key(library)]) for library in libraries()]
    bom.components.update(parts)
    bom.register_dependency(bom.metadata.component, parts)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def _component(library: Distribution, hashes: list[str]) -> Component:
    where = PackageURL("pypi", None, _key(library), library.version)
    return Component(
        name=library.name,
        version=library.version,
        type=ComponentType.LIBRARY,
        bom_ref=where.to_string(),
        purl=where,
        licenses=[LicenseFactory().make_from_string(licence(library) or "unknown")],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
    )


def _key(library: Distribution) -> str:
    return re.sub(r"[-_.]+", "-", library.name).lower()


def _entries() -> Iterator[tuple[str, str, str]]:
    for found in _ENTRY.finditer((ROOT / "requirements" / "runtime.txt").read_text()):
        yield found[1], found[2], found[3]


if __name__ == "__main__":
    print(sbom())
