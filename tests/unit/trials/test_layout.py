from hypothesis import given
from hypothesis import strategies as st

from annotate.core.criteria import parse_markup
from annotate.core.document import BlockKind, Document, DocumentBuilder, UnplacedBlock
from annotate.trials.layout import GridTable, Item, ItemList, Node, SectionLayout, Table, TextElement, lay_out

Sketch = list["str | tuple[str, list[tuple[int | None, str, Sketch]]] | list[list[str]]"]


def of_markup(text: str) -> Document:
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.parts("criteria", parse_markup(text))
    return builder.build()


def sketch(nodes: "tuple[Node, ...] | list[TextElement | ItemList]") -> Sketch:
    drawn: Sketch = []
    for node in nodes:
        if isinstance(node, TextElement):
            drawn.append(node.text if node.tag == "p" else f"{node.tag}: {node.text}")
        elif isinstance(node, Table):
            drawn.append([[cell.text if cell else "" for cell in row] for group in node.groups for row in group.rows])
        elif isinstance(node, GridTable):
            drawn.append([[row.name.text, *(str(sketch(cell)) for cell in row.cells)] for row in node.rows])
        else:
            items = [(item.number, item.text, sketch(item.children)) for item in node.items]
            drawn.append(("ol" if node.numbered else "ul", items))
    return drawn


def test_lists_nest_and_keep_their_numbers() -> None:
    (section,) = lay_out(
        of_markup("Inclusion:\n\n1. Adult\n3. One of:\n\n   * A, OR\n   * B\n\n   A note.\n4. C\n\nExclusion:\n\n* D")
    )

    assert sketch(section.nodes) == [
        "Inclusion:",
        (
            "ol",
            [
                (1, "Adult", []),
                (3, "One of:", [("ul", [(None, "A, OR", []), (None, "B", [])]), "A note."]),
                (4, "C", []),
            ],
        ),
        "Exclusion:",
        ("ul", [(None, "D", [])]),
    ]


def test_a_list_of_another_kind_is_another_list() -> None:
    (section,) = lay_out(of_markup("* A\n* B\n\n1. C\n2. D"))

    assert [node.numbered for node in section.nodes if isinstance(node, ItemList)] == [False, True]


def test_an_item_without_a_parent_still_stands() -> None:
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.parts(
        "criteria",
        [
            UnplacedBlock(BlockKind.ITEM, "deep", 3, "•"),
            UnplacedBlock(BlockKind.ITEM, "less", 1, "•"),
            UnplacedBlock(BlockKind.PARAGRAPH, "after", 2),
        ],
    )

    (section,) = lay_out(builder.build())

    assert sketch(section.nodes) == [("ul", [(None, "deep", [])]), ("ul", [(None, "less", ["after"])])]


def test_headings_and_tables_end_what_is_open() -> None:
    builder = DocumentBuilder()
    builder.section("arms", "Arms")
    builder.item("i", "A")
    builder.heading("arm-b", "Arm B")
    builder.row("sex", "Sex", "All")
    builder.row("age", "Age", "18 Years", "75 Years")
    builder.paragraph("p", "After")
    builder.row("more", "More", "x")
    builder.heading("deep", "Deep", depth=4)

    (section,) = lay_out(builder.build())

    assert sketch(section.nodes) == [
        ("ul", [(None, "A", [])]),
        "h3: Arm B",
        [["Sex", "All"], ["Age", "18 Years", "75 Years"]],
        "After",
        [["More", "x"]],
        "h4: Deep",
    ]
    assert [node.anchor for node in section.nodes if isinstance(node, TextElement) and node.anchor] == [
        "arms/arm-b",
        "arms/deep",
    ]


def texts(section: SectionLayout) -> list[tuple[int, str]]:
    def walk(node: Node | Item) -> list[tuple[int, str]]:
        if isinstance(node, Table):
            cells = [
                cell for group in node.groups for row in (node.columns, [group.title], *group.rows) for cell in row
            ]
            return [(cell.start, cell.text) for cell in cells if cell]
        if isinstance(node, GridTable):
            return [
                pair
                for row in node.rows
                for pair in [
                    (row.name.start, row.name.text),
                    *(pair for cell in row.cells for each in cell for pair in walk(each)),
                ]
            ]
        if isinstance(node, ItemList):
            return [pair for item in node.items for pair in walk(item)]
        inner = node.children if isinstance(node, Item) else []
        return [(node.start, node.text), *(pair for child in inner for pair in walk(child))]

    return [(section.heading.start, section.heading.text), *(pair for node in section.nodes for pair in walk(node))]


kinds = st.sampled_from([BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.HEADING])
parts = st.builds(
    UnplacedBlock, kinds, st.text(min_size=1, max_size=5), st.integers(0, 4), st.sampled_from(["", "•", "1.", "7)"])
)


@given(st.lists(parts, max_size=20))
def test_every_block_is_laid_out_once_in_order_and_unchanged(blocks: list[UnplacedBlock]) -> None:
    builder = DocumentBuilder()
    builder.section("a", "A")
    builder.parts("x", blocks)
    document = builder.build()

    laid = [pair for section in lay_out(document) for pair in texts(section)]

    assert laid == [(block.start, block.text) for block in document.blocks]
