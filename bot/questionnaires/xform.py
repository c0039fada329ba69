"""From the XForm that pyxform writes to our form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, fromstring

from bot.questionnaires.form import (
    MAIN,
    Bounds,
    Control,
    Form,
    Itemset,
    Kind,
    List,
    Part,
    SetValue,
    Template,
    Texts,
    Wording,
)
from bot.questionnaires.search import searched
from bot.questionnaires.wordings import completed, template_of, wording_of

_XFORMS, _XHTML = "{http://www.w3.org/2002/xforms}", "{http://www.w3.org/1999/xhtml}"
_JAVAROSA, _ODK = "{http://openrosa.org/javarosa}", "{http://www.opendatakit.org/xforms}"
_OPENROSA = "{http://openrosa.org/xforms}"
_CONTROLS = {
    f"{_XFORMS}input": Control.INPUT,
    f"{_XFORMS}select1": Control.SELECT_ONE,
    f"{_XFORMS}select": Control.SELECT_MULTIPLE,
    f"{_ODK}rank": Control.RANK,
    f"{_XFORMS}trigger": Control.TRIGGER,
    f"{_XFORMS}range": Control.RANGE,
    f"{_XFORMS}upload": Control.UPLOAD,
}
_ITEXT = "jr:itext("
_BIND = {
    "type": "type",
    "relevant": "relevant",
    "required": "required",
    "constraint": "constraint",
    "readonly": "readonly",
    "calculate": "calculate",
    f"{_JAVAROSA}preload": "preload",
    f"{_JAVAROSA}preloadParams": "preload_of",
}
_MESSAGES = {f"{_JAVAROSA}constraintMsg": "constraint_message", f"{_JAVAROSA}requiredMsg": "required_message"}
_FIRST_LOAD, _NEW_ROUND, _CHANGED = "odk-instance-first-load", "odk-new-repeat", "xforms-value-changed"


def form(xml: str, sha256: str) -> Form:
    """`xml` comes from pyxform, never from strangers."""
    return _Reader(fromstring(xml), sha256).form()  # noqa: S314  see the docstring


@dataclass
class _Reader:
    document: Element
    sha256: str
    texts: dict[str, dict[str, Wording]] = field(default_factory=dict)
    lists: dict[str, List] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, object]] = field(default_factory=dict)  # path → fields of its part
    events: dict[str, list[SetValue]] = field(default_factory=lambda: {_FIRST_LOAD: [], _NEW_ROUND: []})

    def form(self) -> Form:
        model = _only(self.document, f"{_XHTML}head/{_XFORMS}model")
        languages = self._translations(model)
        primary, *others = model.findall(f"{_XFORMS}instance")
        root = primary[0]
        for instance in others:
            self._list(instance)
        for bind in model.findall(f"{_XFORMS}bind"):
            self._bind(bind)
        for action in model.findall(f"{_XFORMS}setvalue"):
            self._action(action, None)
        for control in _only(self.document, f"{_XHTML}body"):
            self._control(control)
        self._of(f"/{_bare(root.tag)}")["marks"] = _marks_of(root)
        title = self.document.findtext(f"{_XHTML}head/{_XHTML}title") or ""
        return Form(
            id=root.get("id", ""),
            version=root.get("version", ""),
            title=title,
            languages=languages or (MAIN,),
            root=self._part(root, ""),
            texts=self._known_texts(languages),
            lists=self.lists,
            files=self.files,
            at_first=tuple(self.events[_FIRST_LOAD]),
            in_new_round=tuple(self.events[_NEW_ROUND]),
            sha256=self.sha256,
        )

    # -- texts ---------------------------------------------------------------------------------------------------------
    def _translations(self, model: Element) -> tuple[str, ...]:
        found: list[str] = []
        for translation in model.iterfind(f"{_XFORMS}itext/{_XFORMS}translation"):
            language = translation.get("lang", MAIN)
            found.insert(0 if translation.get("default") else len(found), language)
            for text in translation:
                self.texts.setdefault(text.get("id", ""), {})[language] = wording_of(text)
        return tuple(found)

    def _known_texts(self, languages: tuple[str, ...]) -> Mapping[str, Texts]:
        """Where a language lacks a text, it has that of the first language that knows one; pictures are its own."""
        return {
            name: {language: completed(wording, texts, languages) for language, wording in texts.items()}
            for name, texts in self.texts.items()
        }

    def _text_of(self, parent: Element, tag: str, path: str) -> str:
        """The name of its label or hint; a text that stands in the form itself gets a name."""
        element = parent.find(f"{_XFORMS}{tag}")
        if element is None:
            return ""
        reference = element.get("ref", "")
        if reference.startswith(_ITEXT):
            return _quoted(reference)
        template = template_of(element)
        return self._named(template, f"{path}:{tag}") if template else ""

    def _named(self, template: Template, name: str) -> str:
        self.texts.setdefault(name, {})[MAIN] = Wording(template)
        return name

    # -- the model -----------------------------------------------------------------------------------------------------
    def _list(self, instance: Element) -> None:
        name, source = instance.get("id", ""), instance.get("src", "")
        if source:
            self.files[name] = source.rpartition("/")[2]
        else:
            items = instance.iterfind(f"{_XFORMS}root/{_XFORMS}item")
            self.lists[name] = tuple({_bare(column.tag): column.text or "" for column in item} for item in items)

    def _bind(self, bind: Element) -> None:
        path = bind.get("nodeset", "")
        told = self._of(path)
        marks: dict[str, str] = {}
        for attribute, value in bind.attrib.items():
            if attribute in _BIND:
                told[_BIND[attribute]] = value.strip()
            elif attribute in _MESSAGES:
                kept = _quoted(value) if value.startswith(_ITEXT) else self._named((value,), f"{path}:{attribute}")
                told[_MESSAGES[attribute]] = kept
            elif attribute != "nodeset":
                marks[_bare(attribute)] = value
        if marks:
            told["marks"] = marks

    def _action(self, action: Element, on: str | None) -> None:
        """`on` is the path of the question in which it stands; of the model and of repeats, the event tells enough."""
        kept = SetValue(action.get("ref", ""), action.get("value") or (f"'{action.text}'" if action.text else ""))
        for event in action.get("event", "").split():
            if event == _CHANGED and on is not None:
                told = self._of(on)
                told["on_change"] = (*_actions(told), kept)
            elif event in self.events:
                self.events[event].append(kept)

    def _of(self, path: str) -> dict[str, object]:
        return self.told.setdefault(path, {})

    # -- the body ------------------------------------------------------------------------------------------------------
    def _control(self, element: Element) -> None:
        if element.tag == f"{_XFORMS}setvalue":
            self._action(element, None)
        elif element.tag == f"{_XFORMS}group":
            self._shown(element, element.get("ref", ""))
            for child in element:
                self._control(child)
        elif element.tag == f"{_XFORMS}repeat":
            path = element.get("nodeset", "")
            self._of(path)["kind"] = Kind.REPEAT
            self._of(path)["count"] = element.get(f"{_JAVAROSA}count", "").strip()
            for child in element:
                self._control(child)
        elif element.tag in _CONTROLS:
            self._question(element, element.get("ref", ""))

    def _shown(self, element: Element, path: str) -> None:
        told = self._of(path)
        told["label"] = self._text_of(element, "label", path)
        told["hint"] = self._text_of(element, "hint", path)
        told["appearance"] = element.get("appearance", "")

    def _question(self, element: Element, path: str) -> None:
        self._shown(element, path)
        told = self._of(path)
        told["control"] = _CONTROLS[element.tag]
        told["media_type"] = element.get("mediatype", "")
        if element.tag == f"{_XFORMS}range":
            told["bounds"] = Bounds(*(element.get(name, "") for name in ("start", "end", "step")))
        itemset, query = element.find(f"{_XFORMS}itemset"), element.get("query")
        if query:
            told["control"] = Control.SELECT_ONE
            told["itemset"] = Itemset(query, "name", "label")
            self.files[_quoted(query)] = f"{_quoted(query)}.csv"
        elif itemset is not None:
            told["itemset"] = _itemset(itemset)
        elif told["control"] in {Control.SELECT_ONE, Control.SELECT_MULTIPLE, Control.RANK}:
            told["itemset"] = self._searched(element, path) or self._items(element, path)
        for action in element.iterfind(f"{_XFORMS}setvalue"):
            self._action(action, path)

    def _searched(self, element: Element, path: str) -> Itemset | None:
        """The first choice that is no number tells columns of a file; those that are numbers stand before its rows."""
        found = searched(element.get("appearance", ""))
        choices = self._inline(element, path)
        columns = next((one for one in choices if not one["name"].isdecimal()), None)
        if found is None or columns is None:
            return None
        file, nodeset = found
        self.files[file] = f"{file}.csv"
        first = self._listed([one for one in choices if one["name"].isdecimal()], path)
        return Itemset(nodeset, columns["name"], columns["itextId"], label_names_columns=True, first=first)

    def _items(self, element: Element, path: str) -> Itemset:
        return self._listed(self._inline(element, path), path)

    def _listed(self, choices: list[dict[str, str]], path: str) -> Itemset:
        """Choices that stand in the question itself become a list of their own."""
        self.lists[path] = tuple(choices)
        return Itemset(f"instance('{path}')/root/item", "name", "itextId", label_is_name=True)

    def _inline(self, element: Element, path: str) -> list[dict[str, str]]:
        return [
            {
                "name": item.findtext(f"{_XFORMS}value") or "",
                "itextId": self._text_of(item, "label", f"{path}:item {number}"),
            }
            for number, item in enumerate(element.iterfind(f"{_XFORMS}item"))
        ]

    # -- the tree ------------------------------------------------------------------------------------------------------
    def _part(self, element: Element, above: str) -> Part:
        name = _bare(element.tag)
        path = f"{above}/{name}"
        told: dict[str, object] = dict(self.told.get(path, {}))
        children = tuple(self._children(element, path))
        if children or told.get("kind") is Kind.REPEAT or "count" in told:
            told.setdefault("kind", Kind.GROUP)
            told["children"] = children
        else:
            told["default"] = element.text or ""
        if told.get("kind") is Kind.REPEAT:
            told["rounds"] = 0  # counted by the parent
        return Part(name=name, path=path, **{"kind": Kind.LEAF, **told})  # type: ignore[arg-type]  # by the names of its fields

    def _children(self, element: Element, path: str) -> Iterator[Part]:
        counts: dict[str, int] = {}
        models: dict[str, Element] = {}
        for child in element:
            is_template = f"{_JAVAROSA}template" in child.attrib
            counts[child.tag] = counts.get(child.tag, 0) + (not is_template)
            if not is_template or child.tag not in models:
                models[child.tag] = child  # of a template, repeats inside have no rounds
        for tag, model in models.items():
            part = self._part(model, path)
            yield replace(part, rounds=counts[tag]) if part.kind is Kind.REPEAT else part


def _marks_of(root: Element) -> dict[str, str]:
    """The author's own settings, `attribute::prefix:name`; what belongs to XForms has no prefix, or one of theirs."""
    return {
        _bare(name): value.strip()
        for name, value in root.attrib.items()
        if name.startswith("{") and not name.startswith((_JAVAROSA, _ODK, _OPENROSA))
    }


def _itemset(element: Element) -> Itemset:
    value, label = (_only(element, f"{_XFORMS}{tag}").get("ref", "") for tag in ("value", "label"))
    by_name = label.startswith(_ITEXT)
    shown = label.removeprefix(_ITEXT).removesuffix(")") if by_name else label
    return Itemset(element.get("nodeset", ""), value, shown, label_is_name=by_name)


def _actions(told: Mapping[str, object]) -> tuple[SetValue, ...]:
    kept = told.get("on_change", ())
    assert isinstance(kept, tuple), "only written here"
    return kept


def _quoted(text: str) -> str:
    """What stands between the first quotation marks."""
    mark = "'" if "'" in text else '"'
    return text.split(mark)[1]


def _only(parent: Element, tag: str) -> Element:
    found = parent.find(tag)
    assert found is not None, f"pyxform writes {tag}"
    return found


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
