"""`pomost import organisations`: the ministry's directory of local governments, or a table of ours."""

from pomost.core.tables import reading
from pomost.core.tables.importing import Given, Report, take_table
from pomost.organisations.imports import directory
from pomost.organisations.imports.table import OrganisationTable


class OrganisationsFile(OrganisationTable):
    """Takes either; which one it is shows in its headings."""

    def take_file(self, given: Given, report: Report) -> None:
        """Take the file. Raises TableRefused for one that is neither."""
        table = reading.read(given.file)
        rows = directory.rows_of(table)
        if rows is None:
            take_table(self, given, report, table)
        else:
            directory.take(rows, given, report)
