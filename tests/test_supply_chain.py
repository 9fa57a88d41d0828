"""What is shipped, as those who have to answer for it read it: advisories and the bill of materials."""

import json

from scripts import audit, build_binary, write_notices, write_sbom


def test_known_vulnerability_is_told_with_its_way_out_and_fails() -> None:
    found = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}
    words, failed = audit.judge([{"name": "lamp", "version": "1.0", "vulns": [found]}])
    assert failed
    assert "lamp 1.0: PYSEC-2026-1, fixed in 2.0" in words


def test_package_that_no_source_knows_is_never_called_audited() -> None:
    words, failed = audit.judge(
        [{"name": "pump", "version": "1.0", "vulns": []}, {"name": "lamp", "skip_reason": "not found"}]
    )
    assert not failed
    assert "1 packages audited, no known vulnerabilities." in words
    assert "Not audited, because the source doesn't know them: lamp." in words


def test_bill_of_materials_names_every_library_that_is_shipped_with_licence_and_hashes() -> None:
    bom = json.loads(write_sbom.sbom())
    assert (bom["bomFormat"], bom["metadata"]["component"]["name"]) == ("CycloneDX", "keylodge")
    parts = {part["name"]: part for part in bom["components"]}
    assert {name: part["version"] for name, part in parts.items()} == {
        library.name: library.version for library in write_notices.libraries()
    }
    assert all(part["licenses"] and part["hashes"] and part["purl"].startswith("pkg:pypi/") for part in parts.values())


def test_bill_of_materials_lies_beside_the_executable() -> None:
    assert build_binary.SBOM.parent == build_binary.BINARY.parent
    assert build_binary.ROOT / "scripts" / "write_sbom.py" in build_binary._sources()
