"""The backend Django loads: its own, where every write transaction first waits for its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base, features
from django.db.utils import OperationalError

from varifocal.config.sqlite.turns import FairLock

_TURNS: dict[str, FairLock] = {}
PATIENCE_SECONDS = 10.0

if TYPE_CHECKING:

    class Connection(base.DatabaseWrapper):
        """What Django's wrapper has beyond its published stubs."""

        transaction_mode: str | None

        def _start_transaction_under_autocommit(self) -> None: ...
        def _commit(self) -> Any: ...
        def _rollback(self) -> Any: ...
        def _close(self) -> Any: ...
else:
    Connection = base.DatabaseWrapper


class Features(features.DatabaseFeatures):
    """What ours can do, without asking it."""

    supports_json_field = True  # every SQLite we accept has it; asking costs three queries of the first page


class DatabaseWrapper(Connection):
    """SQLite in WAL mode; writers of one process take turns."""

    features_class = Features
    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE" and not self._has_turn:
            if not self._turns().acquire(PATIENCE_SECONDS):
                raise OperationalError("database is locked: no turn to write within ten seconds")
            self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        result = super()._commit()  # a refused commit keeps its turn until the rollback that follows
        self._end_turn()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._end_turn()

    def _turns(self) -> FairLock:
        return _TURNS.setdefault(str(self.settings_dict["NAME"]), FairLock())

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turns().release()
