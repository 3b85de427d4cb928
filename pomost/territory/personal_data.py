"""Personal data in this room: none; it is about places."""

from pomost.core.processing import declare_none

declare_none("territory.RegisterState", ["country", "register", "source", "counts"])
declare_none("territory.Unit", ["country", "code", "name", "folded", "lau_code", "nuts"])
declare_none("territory.UnitVersion", ["official_code", "name", "folded", "register", "source"])
declare_none("territory.Succession", ["was", "became", "source"])
declare_none("territory.Boundary", ["geometry", "source"])
declare_none("territory.Measure", ["source"])
declare_none("territory.FunctionalArea", ["key", "name", "act", "dated", "source", "source_url"])
