"""What `qmllint` must know about the view models: `python -m ui.qml_types FOLDER` writes it there.

PySide's own tool reads source text and understands only some ways to declare a property; Qt's meta-objects know
all of them. The format is that of Qt's own `plugins.qmltypes` files.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QMetaMethod, QMetaObject, QObject
from PySide6.QtQml import qmlTypeId

import fireseed.ui

_HEAD = "import QtQuick.tooling 1.2\n\nModule {\n"


def main(folder: Path) -> None:
    """One folder a module, each with its `qmldir` and `plugins.qmltypes`."""
    elements: dict[str, list[type[QObject]]] = defaultdict(list)
    for module in _modules():
        name = getattr(module, "QML_IMPORT_NAME", None)
        if name is not None:
            elements[name].extend(_elements(module))
    for name, classes in elements.items():
        place = folder / name.replace(".", "/")
        place.mkdir(parents=True, exist_ok=True)
        (place / "qmldir").write_text(f"module {name}\ntypeinfo plugins.qmltypes\n", encoding="utf-8")
        body = "".join(_component(name, kind) for kind in classes)
        (place / "plugins.qmltypes").write_text(f"{_HEAD}{body}}}\n", encoding="utf-8")


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(fireseed.ui.__path__, "fireseed.ui."):
        yield importlib.import_module(found.name)


def _elements(module: ModuleType) -> Iterator[type[QObject]]:
    for value in vars(module).values():
        own = isinstance(value, type) and issubclass(value, QObject) and value.__module__ == module.__name__
        if own and qmlTypeId(module.QML_IMPORT_NAME, module.QML_IMPORT_MAJOR_VERSION, 0, value.__name__) >= 0:
            yield value


def _component(module: str, kind: type[QObject]) -> str:
    meta = kind.staticMetaObject
    name = meta.className()
    parent = meta.superClass()
    lines = [
        f'name: "{name}"',
        'accessSemantics: "reference"',
        f'prototype: "{parent.className() if parent is not None else "QObject"}"',
        f'exports: ["{module}/{name} 1.0"]',
        "exportMetaObjectRevisions: [256]",
    ]
    if "@QmlSingleton" in inspect.getsource(kind):  # Qt has no question for it
        lines += ["isSingleton: true", "isCreatable: false"]
    lines += [_enum(meta, index) for index in range(meta.enumeratorOffset(), meta.enumeratorCount())]
    lines += [_property(meta, index) for index in range(meta.propertyOffset(), meta.propertyCount())]
    lines += [_method(meta.method(index)) for index in range(meta.methodOffset(), meta.methodCount())]
    return "    Component {\n" + "".join(f"        {line}\n" for line in lines) + "    }\n"


def _enum(meta: QMetaObject, index: int) -> str:
    enum = meta.enumerator(index)
    keys = ", ".join(f'"{enum.key(number)}"' for number in range(enum.keyCount()))
    return f'Enum {{ name: "{enum.name()}"; isScoped: true; values: [{keys}] }}'


def _property(meta: QMetaObject, index: int) -> str:
    found = meta.property(index)
    kind = _typed(found.typeName())
    facts = [f'name: "{found.name()}"', kind, f'read: "{found.name()}"', f"index: {index - meta.propertyOffset()}"]
    if not found.isWritable():
        facts.append("isReadonly: true")
    if found.isConstant():
        facts.append("isPropertyConstant: true")
    if found.hasNotifySignal():
        facts.append(f'notify: "{bytes(found.notifySignal().name().data()).decode()}"')
    return f"Property {{ {'; '.join(facts)} }}"


def _method(method: QMetaMethod) -> str:
    kind = "Signal" if method.methodType() == QMetaMethod.MethodType.Signal else "Method"
    names = [bytes(name.data()).decode() or f"a{place}" for place, name in enumerate(method.parameterNames())]
    types = [bytes(name.data()).decode() for name in method.parameterTypes()]
    parameters = " ".join(
        f'Parameter {{ name: "{name}"; {_typed(kind)} }}' for name, kind in zip(names, types, strict=True)
    )
    return f'{kind} {{ name: "{bytes(method.name().data()).decode()}"; {parameters} }}'


def _typed(name: str) -> str:
    known = {"PyObject": "QVariant", "qlonglong": "double"}.get(name, name)
    if known.endswith("*"):
        return f'type: "{known[:-1]}"; isPointer: true'
    return f'type: "{known}"'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
