"""What the answers of DDAPI show (compilator-ddapi.md, sections 5 and 8).

The vendor's page on customers breaks off after the first members; the others are taken to be those that a customer is
written with. Its dates follow the server's culture (section 4), so they are text here.
"""

from bulkops.core.shape import Member, Section, decimals, elements, flags, integers, section, texts
from bulkops.providers.ddapi.fields import SETTINGS_FIELDS

SETTINGS_SECTIONS: tuple[Section, ...] = (
    section(
        "Invoice settings",
        integers("CustomerNumber"),
        tuple(Member(name=field.observed, kind=field.kind, sensitive=field.sensitive) for field in SETTINGS_FIELDS),
    ),
)

CURRENCY_SECTIONS: tuple[Section, ...] = (
    section("Currency", integers("Id"), texts("CurrencyCode", "Name"), decimals("Rate", "RoundingAmount")),
)

TERMS_SECTIONS: tuple[Section, ...] = (
    section(
        "Terms of payment",
        integers("Id"),
        texts("Name"),
        integers("Days"),
        flags("FreeDeliveryMonth"),
        integers("DiscountDays"),
        decimals("Discount"),
    ),
)

CUSTOMER_SECTIONS: tuple[Section, ...] = (
    section(
        "Customer",
        integers("CustomerNo"),
        texts("Name", "SearchCode", "OrgNo"),
        flags("Inactive", "IsCompany", "IsCashCustomer"),
        texts("CustomerType", "CustomerCategoryId1Name", "CustomerCategoryId2Name"),
        integers("CustomerCategoryId1", "CustomerCategoryId2", "ParentCustomerNo"),
    ),
    section(
        "Address",
        texts("Address1", "Address2", "Address3", sensitive=True),
        texts("PostalCode", "Town", "CountryId", "CountryName", "BoardHome"),
    ),
    section(
        "Contact",
        texts("Phone1", "Phone2", "Email", "ContactPerson", "ReferencePerson", sensitive=True),
        texts("WebSite", "PreferredCultureId"),
    ),
    section("VAT", flags("PaysVAT", "Export", "WithinEU"), texts("VatRegistrationNumber")),
    section(
        "Sales",
        texts("BranchName", "SalesPerson", "YourReference", "RequisitionOrderNumber", "InternalWorkingOrderNumber"),
        integers("BranchId", "DistrictId", "RegionId", "BreakdownServiceTypeId", "TransportationScheduleId"),
        texts("ExternalReference", "GlobalLocationNumber"),
        flags("InterestInvoice"),
        elements(
            "Agreements",
            ("ZoneId", "Number", "FixedProductRange"),
            integers("ZoneId", "Number"),
            flags("FixedProductRange"),
        ),
    ),
    section("Record", texts("Note"), texts("GDPRConsentDate", "DocumentPath")),
    section("Changes", texts("Id", "CreatedBy", "Created", "ChangedBy", "Changed")),
)
