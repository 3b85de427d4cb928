// Every page: colour scheme, focus on what went wrong, counts under fields, bars for measures.
import "./scheme-switch.js";
import "./focus.js";
import "./counts.js";
import "./popouts.js";
