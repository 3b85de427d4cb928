// Pages of signed-in people: live parts (htmx), ticking in lists.
import "htmx.org";
import "./drafts-sent.js";
import "./road-left.js";
import "./picking.js";
