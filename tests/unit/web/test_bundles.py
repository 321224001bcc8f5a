"""Modules and style sheets in one file each: what they are made of stays what it was."""

import re
from pathlib import Path

import pytest

from annotate.resources import STATIC
from annotate.web.bundles import script_bundle, style_bundle


def write(folder: Path, **files: str) -> Path:
    """Write modules by name, and give the path of ``main``."""
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def test_a_module_comes_after_what_it_imports_and_once(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        main='import { one as first } from "./one.js";\nimport { two } from "./two.js";\nimport "./three.js";\nfirst(two);\n',
        one='import { two } from "./two.js";\nexport function one() {\n  return two;\n}\n',
        two="/** Two. */\nexport const two = 2;\n",
        three="export class Three {}\nconst hidden = 3;\n",
    )
    bundle = script_bundle(entry)
    assert bundle.count("const two = 2") == 1
    assert bundle.index("const two = 2") < bundle.index("function one()") < bundle.index("first(two)")
    assert "const { one: first } = $module1;" in bundle
    assert "return { two };" in bundle
    assert "Two." not in bundle, "comments are left out"
    assert "import " not in bundle


def test_what_a_script_says_stays_as_it_is(tmp_path: Path) -> None:
    text = 'const a = `${b} ${many(`c  ${d}`)} // here`; // kept\nconst e = /[/*]/.test("/* no comment */");\n'
    assert text in script_bundle(write(tmp_path, main=f"// Left out.\n  /*\n   * And this.\n   */\n{text}"))


def test_what_two_bundles_of_a_page_need_is_in_the_first_one_alone(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='import { one } from "./one.js";\none();\n',
        one='import { two } from "./two.js";\nexport function one() {\n  return two;\n}\n',
        two="export const two = 2;\n",
        more='import { two } from "./two.js";\nimport { three } from "./three.js";\nthree(two);\n',
        three="export function three() {}\n",
    )
    more = script_bundle(tmp_path / "more.js", beside=main)
    assert script_bundle(main).endswith("export { $module0, $module1 };\n")
    assert more.startswith('import { $module0 } from "./main.js";\n')
    assert "const two = 2" not in more
    assert "const { two } = $module0;" in more
    assert "function three()" in more


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"main": 'import { a } from "./a.js";\n', "a": 'import { b } from "./main.js";\n'}, "import each other"),
        ({"main": 'import { a } from "./missing.js";\n'}, "not there"),
        ({"main": 'import all from "./a.js";\n', "a": "export const a = 1;\n"}, "not understood"),
        ({"main": 'import * as all from "./a.js";\n', "a": ""}, "not understood"),
        ({"main": 'import { a } from "elsewhere";\n'}, "not understood"),
        ({"main": "export default 1;\n"}, "not understood"),
        ({"main": "export let count = 1;\n"}, "not understood"),
        ({"main": "const a = 1;\nexport { a };\n"}, "not understood"),
        ({"main": 'const a = import("./a.js");\n'}, "not understood"),
        ({"main": "const a = import.meta.url;\n"}, "not understood"),
        ({"main": "const a = `one\n// two\n`;\n"}, "template literal"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        script_bundle(write(tmp_path, **files))


def test_a_style_sheet_holds_its_layers(tmp_path: Path) -> None:
    (tmp_path / "main.css").write_text('@layer base, parts;\n@import url("a.css") layer(parts);\n')
    (tmp_path / "a.css").write_text(
        "/* A card. */\n.card {\n  width: calc(100% - 2px);\n\n  & :is(p, li) {\n    margin: 0;\n  }\n}\n"
    )
    assert style_bundle(tmp_path / "main.css") == (
        "@layer base;@layer parts{.card{width:calc(100% - 2px);& :is(p,li){margin:0}}}"
    )
    (tmp_path / "main.css").write_text('@import url("missing.css");\n')
    with pytest.raises(OSError, match="No such file"):
        style_bundle(tmp_path / "main.css")


def test_the_bundles_of_the_pages_hold_every_module_and_style_sheet() -> None:
    main, style = STATIC / "js" / "main.js", style_bundle(STATIC / "css" / "main.css")
    scripts = [script_bundle(main), script_bundle(main.with_name("other-pages.js"), beside=main)]
    modules = [path for path in (STATIC / "js").rglob("*.js") if path.name != "device.js"]
    made = [name for script in scripts for name in re.findall(r"^const (\$module\d+) =", script, re.MULTILINE)]
    assert len(made) == len(modules), "none is forgotten"
    assert len(set(made)) == len(made), "none is there twice"
    classes = {
        name
        for path in (STATIC / "css").rglob("*.css")
        for name in re.findall(r"^\.([\w-]+)", path.read_text(), re.MULTILINE)
    }
    assert {name for name in classes if f".{name}" not in style} == set()
    assert "/*" not in style
