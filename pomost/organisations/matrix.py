"""Who may use the addresses of this room, and who holds its rights."""

from django.utils.translation import gettext_lazy as _

from pomost.core.permissions import ANYONE, SIGNED_IN, Address, Right, declare

ADMINISTRATOR = ("administrator@installation",)
OWN = ("organisation_administrator@organisation",)
MANAGER = ("programme_manager@programme",)
# The person shown is the one whose position is in the organisation; `themselves` is that person.
THEMSELVES = ("themselves",)

declare(
    Address("api:organisations", {"GET": (ANYONE,)}, "open data: organisations"),
    Address("api:organisation", {"GET": (ANYONE,)}, "open data: one organisation, by its permanent number"),
    Address("organisations-panel:index", {"GET": (SIGNED_IN,)}, "organisations that one may open"),
    Address(
        "organisations-panel:create",
        {"GET": (*ADMINISTRATOR, *MANAGER), "POST": (*ADMINISTRATOR, *MANAGER)},
        "a new organisation",
    ),
    Address(
        "organisations-panel:detail",
        {"GET": (*ADMINISTRATOR, *OWN, *MANAGER, *THEMSELVES)},
        "an organisation with its people",
        stranger=404,
        opens="protected",
        called=_("Organisation"),
    ),
    Address(
        "organisations-panel:change",
        {"GET": (*ADMINISTRATOR, *OWN, *MANAGER), "POST": (*ADMINISTRATOR, *OWN, *MANAGER)},
        "an organisation's data",
        stranger=404,
    ),
    Address(
        "organisations-panel:add-person",
        {"GET": (*ADMINISTRATOR, *OWN), "POST": (*ADMINISTRATOR, *OWN)},
        "a new person",
        stranger=404,
    ),
    Address(
        "organisations-panel:person",
        {"GET": (*ADMINISTRATOR, *OWN, *MANAGER, *THEMSELVES)},
        "a person with positions and absences",
        stranger=404,
        opens="protected",
        called=_("Person"),
    ),
    Address(
        "organisations-panel:begin-position",
        {
            "GET": (*ADMINISTRATOR, *OWN, *MANAGER, *THEMSELVES),
            "POST": (*ADMINISTRATOR, *OWN, *MANAGER, *THEMSELVES),
        },
        "a further position, in an organisation that one administers",
        stranger=404,
        opens="protected",
        called=_("Further position"),
    ),
)
BOTH = (*ADMINISTRATOR, *MANAGER)
FURTHER = {
    "add-part": ("a new address, former name or unit", (*BOTH, *OWN)),
    "part": ("an address, a former name, a unit", (*BOTH, *OWN)),
    "remove-part": ("taking out an address, a former name, a unit", (*BOTH, *OWN)),
    "end": ("the end of an organisation", BOTH),
}
for name, (why, who) in FURTHER.items():
    declare(Address(f"organisations-panel:{name}", {"GET": who, "POST": who}, why, stranger=404))
declare(
    Address("organisations-panel:duplicates", {"GET": BOTH}, "pairs of organisations that may be one"),
    Address(
        "organisations-panel:merge",
        {"GET": BOTH, "POST": BOTH},
        "merging one organisation into another",
        opens="protected",
        called=_("Merge"),
    ),
    Address(
        "organisations-panel:check", {"POST": BOTH}, "stating that an entered one is right", stranger=404
    ),
    Address("organisations-panel:apart", {"POST": BOTH}, "noting that two organisations differ"),
    Right("organisations.merge_organisation", BOTH),
    Right("organisations.check_organisation", BOTH),
    Right("organisations.end_organisation", BOTH),
)
CHANGES = {
    "change-person": ("a person's data", _("Person")),
    "absence": ("an absence with a deputy", _("Absence")),
}
for name, (why, called) in CHANGES.items():
    who = (*ADMINISTRATOR, *OWN, *THEMSELVES)
    row = Address(
        f"organisations-panel:{name}",
        {"GET": who, "POST": who},
        why,
        stranger=404,
        opens="protected",
        called=called,
    )
    declare(row)
declare(
    Address(
        "organisations-panel:cancel-absence",
        {"GET": (*ADMINISTRATOR, *OWN, *THEMSELVES), "POST": (*ADMINISTRATOR, *OWN, *THEMSELVES)},
        "calling an absence off",
        stranger=404,
        opens="protected",
        called=_("Absence"),
    ),
    Address(
        "organisations-panel:end-position",
        {"GET": (*ADMINISTRATOR, *OWN), "POST": (*ADMINISTRATOR, *OWN)},
        "ending a position",
        stranger=404,
        opens="protected",
        called=_("End the position"),
    ),
    Right("organisations.view_organisation", (*ADMINISTRATOR, *OWN, *MANAGER, *THEMSELVES)),
    Right("organisations.add_organisation", (*ADMINISTRATOR, *MANAGER)),
    Right(
        "organisations.enter_organisation",
        (*ADMINISTRATOR, *MANAGER, "coordinator@partnership"),
        why="one that a partnership wants to ask and the register lacks",
    ),
    Right("organisations.change_organisation", (*ADMINISTRATOR, *OWN, *MANAGER)),
    Right("organisations.change_people_of_organisation", (*ADMINISTRATOR, *OWN)),
    Right("organisations.view_person", (*ADMINISTRATOR, *OWN, *MANAGER, *THEMSELVES)),
    Right("organisations.change_person", (*ADMINISTRATOR, *OWN, *THEMSELVES)),
    Right(
        "organisations.decide_on_roles_of_ended_unit",
        ADMINISTRATOR,
        why="roles in the office of a local government whose unit is no more",
    ),
    Right("organisations.end_position", (*ADMINISTRATOR, *OWN)),
    Right("organisations.record_absence", (*ADMINISTRATOR, *OWN, *THEMSELVES)),
)
