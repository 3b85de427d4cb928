"""The sector to which an organisation belongs by its kind, unless somebody says otherwise."""

from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.partnerships.states import Sector

K = OrganisationKind
SECTORS = {
    K.LOCAL_GOVERNMENT: Sector.PUBLIC,
    K.UNION: Sector.PUBLIC,
    K.ASSOCIATION: Sector.PUBLIC,
    K.MINISTRY: Sector.PUBLIC,
    K.NGO: Sector.SOCIAL,
    K.CHAMBER: Sector.BUSINESS,
    K.COMPANY: Sector.BUSINESS,
    K.UNIVERSITY: Sector.SCIENCE,
    K.OTHER: Sector.PUBLIC,
}


def sector_of(organisation: Organisation) -> Sector:
    """An association here is one of local governments: it acts for them, in the public sector."""
    return SECTORS[OrganisationKind(organisation.kind)]
