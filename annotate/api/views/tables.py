"""My evidence tables: reading them and the frozen ones, and making one."""

from sqlalchemy.orm import Session

from annotate.api.forms import Page
from annotate.api.operations import Operation
from annotate.api.presenters.tables import FrozenOfMine, FrozenTablesOfMine, TableOfMine, TablesOfMine, TableWithCells
from annotate.api.table_forms import NewTable
from annotate.api.views.blueprint import answer, body, operation, query
from annotate.core.cursors import read_cursor
from annotate.core.scopes import Scope
from annotate.errors import Invalid
from annotate.evidence import contents, freezing, queries
from annotate.evidence.actions import TableDraft, make_table
from annotate.evidence.queries import TableLine
from annotate.evidence.trial_ids import read_trial_ids
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

_TOO_LARGE = frozenset({422})


@operation("GET", "/tables", Operation({200: TablesOfMine}, asks=Page))
def tables() -> Answer:
    """List my tables, the newest first."""
    viewer, session, limit = required_viewer(), transactions.reader(), query(Page).limit
    return answer(TablesOfMine.of(queries.tables_of(session, viewer, paging.after(read_cursor), limit + 1), limit))


@operation(
    "POST", "/tables", Operation({201: TableOfMine}, scope=Scope.WRITE, takes=NewTable, refuses=frozenset({404}))
)
def make_new_table() -> Answer:
    """Make a table of trials that are here."""
    viewer, sent = required_viewer(), body(NewTable)
    named = read_trial_ids(transactions.reader(), " ".join(sent.trials))
    if named.unknown:
        told = "; ".join(f"{each.typed}: {each.reason}" for each in named.unknown[:20])
        raise Invalid.field("trials", f"{told} Nothing was made.")

    def work(session: Session) -> TableLine:
        draft = TableDraft(sent.name, tuple(sent.columns), named.trial_ids, sent.client_key)
        table = make_table(session, viewer, draft)
        rows, columns = queries.rows_of(session, table.id), queries.columns_of(session, table.id)
        return TableLine(table, len(rows), len(columns))

    return answer(TableOfMine.of(transactions.write(work)), 201)


@operation("GET", "/tables/<table_id>", Operation({200: TableWithCells}, refuses=_TOO_LARGE))
def table(table_id: str) -> Answer:
    """Show a table of mine with all its words."""
    viewer, session = required_viewer(), transactions.reader()
    found = queries.find_table(session, viewer, table_id)
    return answer(TableWithCells.of(found.id, contents.read_values(session, viewer, found)))


@operation("GET", "/frozen-tables", Operation({200: FrozenTablesOfMine}))
def frozen_tables() -> Answer:
    """List my frozen tables, the newest first."""
    found = queries.frozen_of(transactions.reader(), required_viewer())
    return answer(FrozenTablesOfMine(frozen=tuple(FrozenOfMine.of(each) for each in found if each.deleted_at is None)))


@operation("GET", "/frozen-tables/<frozen_id>", Operation({200: TableWithCells}))
def frozen_table(frozen_id: str) -> Answer:
    """Show a frozen table of mine with all its words, as it was; nothing changes it."""
    found = queries.find_frozen(transactions.reader(), required_viewer(), frozen_id)
    return answer(TableWithCells.of(found.id, freezing.frozen_values(found)))
