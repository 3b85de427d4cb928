// Pages of signed-in people: live parts (htmx), drafts, ticking in lists.
import "htmx.org";
import "./drafts.js";
import "./picking.js";
