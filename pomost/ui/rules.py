"""Predicates of the room."""

import rules

rules.add_perm("ui.keep_draft", rules.is_authenticated)
