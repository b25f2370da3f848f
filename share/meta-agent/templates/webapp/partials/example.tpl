<% if f.type == "boolean" %>
    <%= f.name %>: n % 3 === 0,
<% elif f.type == "enum" %>
    <%= f.name %>: value.one(<%= f.values | json %>, n),
<% elif f.type == "tags" %>
    <%= f.name %>: [value.words(n % 8, "colours"), value.words((n + 3) % 8, "colours")],
<% elif f.type == "rating" %>
    <%= f.name %>: 5 - (n % 4),
<% elif f.type == "integer" and f.name in ["year", "publishedYear", "publicationYear", "releaseYear", "yearPublished"] %>
    <%= f.name %>: value.year(n),
<% elif f.type == "integer" %>
    <%= f.name %>: value.whole(n),
<% elif f.type == "date" and f.name in ["dateOfBirth", "birthDate", "birthdate", "birthday", "dob", "born", "bornDate", "bornOn"] %>
    <%= f.name %>: value.birthday(n),
<% elif f.type in ["integer", "decimal"] and f.name in ["height", "heightCm", "heightInCm"] %>
    <%= f.name %>: 158 + 3 * n,
<% elif f.type in ["integer", "decimal"] and f.name in ["weight", "weightKg", "weightInKg"] %>
    <%= f.name %>: 56 + 4 * n,
<% elif f.type == "datetime" %>
    <%= f.name %>: value.dateTime(n),
<% elif f.type in ["decimal", "money", "date", "time", "email", "url", "phone"] %>
    <%= f.name %>: value.<%= f.type %>(n),
<% elif f.type == "json" %>
    <%= f.name %>: { example: n + 1 },
<% elif f.type in ["image", "file"] %>
<% if f.required or f.unique %>
    <%= f.name %>: value.url(n),
<% end %>
<% elif f.isTitle and e.name in ["Task", "Todo", "ToDo", "Ticket", "Issue", "Card", "Job", "Chore", "Goal", "Reminder", "Habit"] %>
    <%= f.name %>: value.words(n, "work"),
<% elif f.isTitle and e.name in ["List", "Category", "Project", "Folder", "Group", "Board", "Tag", "Label", "Topic", "Collection", "Notebook", "Department", "Team"] %>
    <%= f.name %>: value.words(n, "groups"),
<% elif f.isTitle and e.name in ["Product", "Item", "Asset", "Tool", "Equipment", "Part", "Gift"] %>
    <%= f.name %>: value.words(n, "things"),
<% elif f.isTitle and e.name in ["Recipe", "Dish", "Meal", "MenuItem"] %>
    <%= f.name %>: value.words(n, "meals"),
<% elif f.isTitle and e.name in ["Company", "Supplier", "Vendor", "Brand", "Organization", "Organisation", "Publisher", "Store", "Shop", "Restaurant"] or f.name in ["company", "companyName", "organization", "organisation", "employer", "insuranceCompany", "manufacturer", "publisher", "vendor", "supplierName"] %>
    <%= f.name %>: value.words(n, "companies"),
<% elif f.type == "string" and f.name in ["firstName", "givenName", "forename"] %>
    <%= f.name %>: value.firstName(n),
<% elif f.type == "string" and f.name in ["lastName", "surname", "familyName"] %>
    <%= f.name %>: value.lastName(n),
<% elif f.type == "string" and (f.name in ["fullName", "author", "owner", "assignee", "contact", "contactName", "contactPerson", "emergencyContact", "emergencyContactName", "customerName", "memberName", "manager", "driver", "teacher", "instructor", "assignedTo", "createdBy", "guestName", "studentName", "patientName"] or f.isTitle and e.name in ["Person", "Author", "Customer", "Client", "Member", "Contact", "Patient", "Doctor", "Student", "Teacher", "Instructor", "Employee", "Guest", "Player", "Artist", "Lead", "Owner", "Trainer", "Staff", "Attendee", "Participant"]) %>
    <%= f.name %>: value.person(n),
<% elif f.type == "string" and f.name in ["address", "slug", "postcode"] %>
    <%= f.name %>: value.<%= f.name %>(n),
<% elif f.type == "string" and f.name in ["postalCode", "zip", "zipCode"] %>
    <%= f.name %>: value.postcode(n),
<% elif f.type == "string" and f.name in ["city", "town", "destination"] %>
    <%= f.name %>: value.words(n, "cities"),
<% elif f.type == "string" and f.name == "country" %>
    <%= f.name %>: value.words(n, "countries"),
<% elif f.type == "string" and f.name in ["color", "colour"] %>
    <%= f.name %>: value.words(n, "colours"),
<% elif f.type == "string" and f.name in ["isbn", "sku", "code", "number", "reference", "serialNumber", "orderNumber", "invoiceNumber", "barcode", "insuranceNumber", "policyNumber", "accountNumber", "membershipNumber", "trackingNumber", "licensePlate", "plate"] %>
    <%= f.name %>: value.code(n),
<% elif f.type == "markdown" and not f.isTitle %>
    <%= f.name %>: value.markdown(n),
<% elif f.type == "text" and not f.isTitle %>
    <%= f.name %>: value.words(n, "sentences"),
<% else %>
    <%= f.name %>: value.words(n, "phrases"),
<% end %>
