"""The XML of Word documents: parsed without entities, named without name spaces."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.errors import UnreadableFile

_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def parsed(content: bytes, label: str) -> etree._Element:
    """The root of a part. Entities are neither expanded nor fetched, and no part may declare any.

    Raises:
        UnreadableFile: it is not well-formed, or declares entities.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            f"{label} is damaged: its XML breaks off ({error}).", "Fetch or save it again."
        ) from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(
            f"{label} declares a document type, which no Word document does.",
            "It is made to do harm, or not by Word: save it again from Word.",
        )
    return root


def tag(element: etree._Element) -> str:
    """The name of an element without its name space."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def value(element: etree._Element, name: str = "val", *, relation: bool = False) -> str | None:
    """An attribute of the name space of the element, or of relationships."""
    space = element.tag.rpartition("}")[0].lstrip("{")
    spaces = _RELATIONS if relation else (space,)
    found = (element.get(f"{{{space}}}{name}" if space else name) for space in spaces)
    return next((attribute for attribute in found if attribute is not None), None)


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children of one name; of nothing, none."""
    return (child for child in (() if element is None else element) if tag(child) == name)


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """What a path of names leads to, the first one at every step."""
    for name in names:
        element = next(children(element, name), None)
    return element


def is_on(element: etree._Element | None) -> bool:
    """Whether a property that is there without a value, or with a true one, is set."""
    return element is not None and value(element) not in ("0", "false", "off", "none")
