"""The demo company: a room of floor 4, a shop that never was, of any size, with the truth known.

The same number of customers and the same seed give the same rows. Numbers are drawn with NumPy,
one named stream of chance per topic; texts are put together by DuckDB from the word lists in
`words/`, one table at a time, so that a million customers fit into memory.

`kinds` says what types of customer there are and how they behave; `people` and `contacts`,
`catalogue`, `purchases` (with `baskets` and `returns`), `conversations` (with `messages`, `letters`
and their `wording`), `opinions` and `browsing` make the rows; `company` puts them in order.
Everything a customer does follows from their type and from traits of their own, spread so widely
that the types overlap. What was drawn for each customer is written to `demo_truth`.
"""

from crm_core.demo.company import LAST_DAY, Part, company
from crm_core.demo.kinds import KINDS, Kind
from crm_core.demo.words import Template, templates

__all__ = ["KINDS", "LAST_DAY", "Kind", "Part", "Template", "company", "templates"]
