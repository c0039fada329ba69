"""An XML text as nodes, with everything that stands between elements, as the cases count it."""

from xml.dom import minidom
from xml.dom.minidom import Node as Dom

from bot.questionnaires.xpath.document import PlainNode
from bot.questionnaires.xpath.nodes import NodeKind

_KINDS = {
    Dom.DOCUMENT_NODE: NodeKind.DOCUMENT,
    Dom.ELEMENT_NODE: NodeKind.ELEMENT,
    Dom.TEXT_NODE: NodeKind.TEXT,
    Dom.CDATA_SECTION_NODE: NodeKind.TEXT,
    Dom.COMMENT_NODE: NodeKind.COMMENT,
    Dom.PROCESSING_INSTRUCTION_NODE: NodeKind.INSTRUCTION,
    Dom.DOCUMENT_TYPE_NODE: NodeKind.COMMENT,  # the cases count it as a child of the document
}


def read_xml(text: str) -> PlainNode:
    return _node(minidom.parseString(text))


def _node(dom) -> PlainNode:
    kind = _KINDS[dom.nodeType]
    node = PlainNode(kind, dom.nodeName if kind is NodeKind.ELEMENT else "", _text(dom))
    for name, value in (dom.attributes or {}).items() if kind is NodeKind.ELEMENT else ():
        if name.partition(":")[0] != "xmlns":
            node.add(PlainNode(NodeKind.ATTRIBUTE, name, value))
    for child in dom.childNodes if kind in {NodeKind.DOCUMENT, NodeKind.ELEMENT} else ():
        node.add(_node(child))
    return node


def _text(dom) -> str:
    return (dom.nodeValue or "") if dom.nodeType != Dom.DOCUMENT_TYPE_NODE else ""
