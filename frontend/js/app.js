import "./scheme-switch.js";
