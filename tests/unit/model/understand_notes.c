/* Structured notations within prompts: what they become, cut off anywhere, and of any length. */
#include "model/understand.h"

#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "support/contract.h"
#include "support/torture.h"

static const struct note {
	const char *prompt, *wanted, *warned; /* warned: a part of one, or NULL */
} notes[] = {
	{ "# Tool library\n\n- **Tool**\n  - name (required)\n  - inventory code (required, unique)\n"
	  "  - category: hand, power, garden\n- **Rental**\n  - tool\n  - returned on (optional)\n\nFeatures: search\n",
		"Tool(name:string! inventoryCode:string!^ category:enum=hand|power|garden) "
		"Rental(name:string! tool:ref->Tool returnedOn:date) [search]",
		NULL },
	{ "### Entity: Purchase Order\n1) number (string, unique, required)\n2) total - decimal(10,2)\n"
	  "3) state - one of: draft, sent\n4) `supplier` - FK to Supplier\n### Supplier table\n+ **name** - the name, as "
	  "printed on bills\n+ status\n   + new\n   + known\n",
		"PurchaseOrder(number:string!^ total:money state:enum=draft|sent supplier:ref->Supplier) "
		"Supplier(name:string! status:enum=new|known) []",
		NULL },
	{ "### Asset\n| Field | Type | Required | Notes |\n|---|---|---|---|\n| tag | string | yes | unique |\n"
	  "| status | enum | no | in use, stored |\n| stock | int | | |\n",
		"Asset(name:string! tag:string!^ status:enum=in_use|stored stock:integer) []",
		NULL },
	{ "| Table | Column | Type | Nullable | Default | References |\n|-|-|-|-|-|-|\n| tools | id | int | no | | |\n"
	  "| | stock | int | yes | 5 | |\n| loans | tool_id | int | no | | tools.id |\n",
		"Tool(name:string! stock:integer*5) Loan(borrowerName:string! tool:ref->Tool!) []",
		NULL },
	{ "```mermaid\nerDiagram\n  SHOP ||--o{ ORDER-LINE : has\n  SHOP {\n    int id PK\n    string name \"full\"\n    string mail UK\n"
	  "  }\n  ORDER-LINE {\n    int lineNumber PK\n    int shop_id FK\n    float total\n    odd thing\n  }\n  %% end\n```\nWith search.",
		"Shop(name:string! mail:email^) OrderLine(lineNumber:integer!^ shop:ref->Shop! total:money "
		"thing:string!) [search]",
		"the type \"odd\" of thing" },
	{ "classDiagram\n  class Boat {\n    +String name\n    +sail() bool\n  }\n  class Ferry {\n    +kind: Kind\n"
	  "    -List~String~ decks\n  }\n  class Kind {\n    <<enumeration>>\n    CAR\n    RAIL\n  }\n  Boat <|-- Ferry\n"
	  "  Line \"1\" --> \"*\" Ferry : runs\n  Line : +String title\nThe site has dark mode.",
		"Boat(name:string!) Ferry(name:string! kind:enum=car|rail decks:json line:ref->Line!) "
		"Line(title:string!) [dark_mode]",
		"+sail() bool" },
	{ "@startuml\nentity \"Loan\" as loan {\n  * id : int <<PK>>\n  --\n  * due_on : date\n  back : bool\n}\n"
	  "entity Reader {\n  * email : varchar(80) <<unique>>\n}\nReader ||--o{ Loan\n@enduml\nIt exports CSV.",
		"Loan(borrowerName:string! dueOn:date! back:boolean reader:ref->Reader!) Reader(email:email!^) "
		"[export_csv]",
		NULL },
	{ "```graphql\n\"\"\"\nWho { writes }\n\"\"\"\ntype Author @auth(requires: ADMIN) {\n  id: ID!\n  name: String!\n"
	  "  books(first: Int = 10): [Book!]!\n}\n# all\ntype Book implements Node & Named {\n  title: String!\n"
	  "  \"in minutes\"\n  length: Int\n  kind: Kind!\n  author: Author!\n}\ninterface Node { id: ID! }\n"
	  "enum Kind { NOVEL POEM }\ninput NewBook { title: String! }\ntype Query { books: [Book!]! }\n```\nWith dark mode.",
		"Author(name:string!) Book(title:string! length:integer kind:enum=novel|poem! author:ref->Author!) "
		"[dark_mode]",
		"@auth" },
	{ "From this DBML:\nTable users_of_it as U {\n  id int [pk, increment]\n  nick varchar(80) [not null, unique, note: 'x']\n"
	  "}\nTable posts [headercolor: #3498DB] {\n  id int [primary key]\n  title varchar [not null]\n  body text [note: "
	  "'''\n  It is\n  ''']\n  state post_state\n  author_id int [ref: > users_of_it.id]\n  indexes {\n    title\n  }\n}\n"
	  "Table tags { id int\n label varchar }\nEnum post_state {\n  draft\n  out [note: 'v']\n}\nRef: posts.id <> tags.id\n"
	  "Also search.",
		"UsersOfIt(nick:string!^) Post(title:string! body:text state:enum=draft|out "
		"author:ref->UsersOfIt) Tag(label:string!) [search]",
		"indexes" },
	{ "entities:\n  - name: Tool\n    fields:\n      - { name: kind, type: enum, values: [hand, power] }\n      - daily_fee: money\n"
	  "      - photo\n  - Loan:\n      tool: ref Tool\n      due_on: date, required\n      state: open | shut\n      to_whom: { ref: "
	  "Nobody }\n\nWith search.",
		"Tool(name:string! kind:enum=hand|power dailyFee:money photo:image) Loan(tool:ref->Tool "
		"dueOn:date! state:enum=open|shut toWhom:string!) [search]",
		"the reference of to_whom to \"Nobody\"" },
	{ "```yaml\nopenapi: 3.0.0\npaths: { /pets: {} }\ncomponents:\n  schemas:\n    Pet:\n      required: [name]\n      properties:\n"
	  "        name: { type: string }\n        kind: { $ref: '#/components/schemas/Kind' }\n        tags: { type: array, items: "
	  "{ type: string } }\n    Kind: { enum: [cat, dog] }\n    Puppy:\n      allOf:\n        - $ref: "
	  "'#/components/schemas/Pet'\n        - properties: { born: { type: string, format: date } }\n```\nIt has search.",
		"Pet(name:string! kind:enum=cat|dog tags:json) Puppy(name:string! kind:enum=cat|dog tags:json "
		"born:date) [search]",
		"\"paths\"" },
	{ "A shop:\n{ \"title\": \"Product\", \"type\": \"object\", \"required\": [\"price\"],\n  \"properties\": { \"name\": { \"type\": "
	  "\"string\" },\n    \"price\": { \"type\": \"number\", \"minimum\": 0 } } }\nIt has search.",
		"Product(name:string! price:money!) [search]", "\"minimum\"" },
	{ "from django.db import models\nclass Tag(models.Model):\n    label = models.SlugField(unique=True)\n\nclass "
	  "Kind(models.TextChoices):\n    A = \"a\"\n    B = \"b\"\nclass Book(models.Model):\n    title = "
	  "models.CharField(max_length=9, db_tablespace=\"x\")\n    kind = models.CharField(choices=Kind.choices, null=True)\n    tags = "
	  "models.ManyToManyField(\"Tag\")\n    class Meta:\n        ordering = [1]\nIt has search.",
		"Tag(label:string!^) Book(title:string! kind:enum=a|b) [search]",
		"\"db_tablespace\"" },
	{ "class Base1(BaseModel):\n    name: str\n\nclass Pet(Base1):\n    born: date | None = None\n    size: Literal[\"s\", \"m\"]\n"
	  "    weight: float = 2.5\n    owner: Optional[Owner] = None\n\n@dataclass\nclass Owner:\n    mail: EmailStr\n    pets: "
	  "List[Pet] = field(default_factory=list)\n\nIt has dark mode.",
		"Base1(name:string!) Pet(name:string! born:date size:enum=s|m! weight:decimal*2.5 owner:ref->Owner) "
		"Owner(mail:email!) [dark_mode]",
		NULL },
	{ "class Book(Base):\n    __tablename__ = 'books'\n    id = Column(Integer, primary_key=True)\n    title = Column(String(9), "
	  "nullable=False)\n    writer_id: Mapped[int] = mapped_column(ForeignKey(\"writers.id\"))\n\nclass Writer(Base):\n    mail = "
	  "Column(String, unique=True)\n    books = relationship(\"Book\")\nIt has search.",
		"Book(title:string! writer:ref->Writer!) Writer(mail:email!^) [search]", NULL },
	{ "interface Base { id: string; createdAt: Date; notes?: string }\nexport interface Book extends Base, Printable {\n  title: "
	  "string;\n  pages: number;\n  open(): void;\n}\ntype Film = Base & { size: 's' | 'm'; cast: Record<string, string> }\nIt has "
	  "search.",
		"Base(name:string! notes:text) Book(notes:text title:string! pages:integer!) Film(title:string! notes:text "
		"size:enum=s|m! cast:json) [search]",
		"open()" },
	{ "@Entity()\nexport class Tag {\n  @PrimaryGeneratedColumn() id: number;\n  @Column({ unique: true, nullable: true }) label: "
	  "string;\n}\n@Entity('b')\nclass Book {\n  @Column('text', { default: 'x' })\n  body: string;\n  @ManyToMany(() => Tag)\n  "
	  "tags: Tag[];\n}\nIt has search.",
		"Tag(label:string!^) Book(title:string! body:text!*\"x\") [search]", NULL },
	{ "model Book {\n  id Int @id @default(autoincrement())\n  title String @db.VarChar(80)\n  stock Int @default(3)\n  "
	  "@@fulltext([title])\n  @@map(\"books\")\n}",
		"Book(title:string! stock:integer!*3) []", "\"@@fulltext\"" },
	{ "const { Schema } = mongoose;\nconst bookSchema = new mongoose.Schema({\n  title: { type: String, required: [true, 'why'], match: "
	  "/x/ },\n  pages: Number,\n  state: { type: String, enum: ['in', 'out'] },\n  author: { type: Schema.Types.ObjectId, ref: "
	  "'Author' },\n  tags: [String],\n}, { timestamps: true });\nconst authorSchema = new Schema({ mail: { type: String, unique: true } "
	  "});\nmodule.exports = mongoose.model('Book', bookSchema);\nIt has search.",
		"Book(title:string! pages:integer state:enum=in|out author:ref->Author tags:json) "
		"Author(mail:email!^) [search]",
		"\"match\"" },
	{ "export const Owner = z.object({ name: z.string().min(1) });\nconst petSchema = z.object({\n  kind: z.enum(['cat', 'dog']),\n  "
	  "born: z.date().optional(),\n  weight: z.number(),\n  names: z.array(z.string()),\n  owner: Owner.optional(),\n});\ntype Pet = "
	  "z.infer<typeof petSchema>;\nIt has search.",
		"Owner(name:string!) Pet(name:string! kind:enum=cat|dog! born:date weight:decimal! names:json "
		"owner:ref->Owner) [search]",
		"\"min\"" },
	{ "class CreateBooks < ActiveRecord::Migration[7.0]\n  def change\n    create_table :authors do |t|\n      t.string :mail, index: { unique: "
	  "true }\n      t.timestamps\n    end\n    create_table \"books\", force: :cascade do |t|\n      t.string \"title\", null: false\n      "
	  "t.references :author, null: false\n      t.index [\"title\"]\n    end\n  end\nend\nrails g model Loan book:references! "
	  "fee:decimal{8,2} code:string:uniq\nIt has search.",
		"Author(mail:email!^) Book(title:string! author:ref->Author!) Loan(book:ref->Book! "
		"fee:money code:string!^) [search]",
		"t.index" },
	{ "Tool library app\nTool: name, category (hand/power)\nBorrower: full name, email\n",
		"Tool(name:string! category:enum=hand|power) Borrower(fullName:string! email:email) []",
		NULL },
};

static json_t *understand(struct ma_str prompt)
{
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;

	if (ma_understand(prompt, &contract, &err))
		assert_true(err.msg[0] != '\0');
	return contract;
}

static bool is_warned(const json_t *contract, const char *part)
{
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(contract, "warnings"), i, w)
		if (!part || strstr(json_string_value(w), part))
			return true;
	return false;
}

static void a_notation_becomes_what_it_says(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(notes); i++) {
		json_t *contract = understand(ma_str(notes[i].prompt));
		struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);

		contract_show(&out, contract);
		if (strcmp(out.p, notes[i].wanted) != 0)
			fail_msg("--- prompt\n%s\n--- became\n%s\n--- wanted\n%s", notes[i].prompt,
				out.p, notes[i].wanted);
		if (is_warned(contract, notes[i].warned) != (notes[i].warned != NULL))
			fail_msg("%s\nwarns not as it should: %s", notes[i].prompt, notes[i].warned);
		ma_buf_done(&out);
		json_decref(contract);
	}
}

/* Each is a contract or a refusal with a reason. */
static void a_notation_may_be_cut_off_anywhere(void **state)
{
	struct ma_str prompt;
	size_t i, n;

	(void)state;
	for (i = 0; i < MA_COUNT(notes); i++) {
		prompt = ma_str(notes[i].prompt);
		for (n = 0; n < prompt.n; n += 3) {
			json_decref(understand(ma_str_n(prompt.p, n)));
			json_decref(understand(ma_str_from(prompt, n)));
		}
	}
}

static clock_t cost_of(const char *part, size_t n)
{
	struct ma_buf prompt = MA_BUF_INIT(1 << 20);
	clock_t from;

	while (n-- > 0)
		ma_buf_adds(&prompt, part);
	from = clock();
	json_decref(understand(ma_buf_str(&prompt)));
	from = clock() - from;
	ma_buf_done(&prompt);
	return from;
}

/* The shorter one of a few milliseconds is measured with some room. */
static void four_times_the_lines_take_no_ten_times_as_long(void **state)
{
	static const char *const parts[] = { "- Tool\n\n", "  - name\n- Tool:\n",
		"### Tool\n- name\n", "Tool: name, price\n", "**Tool**\n\n\n",
		"### Tool\n\n| Field |\n|-|\n| a |\n", "|", "| Field |\n", "erDiagram\nA {\n",
		"erDiagram\nA ||--o{ B : c\n}", "classDiagram\nA <|-- B\nclass A {\n int a\n",
		"type A {\n", "type A { b: [A!]! @c }\n", "Table a {\n", "Ref: a.b > c.d\n",
		"interface A extends B {\n", "type A = B & {\n",
		"@Entity() class A { @B() c: D[] }\n", "model A {\n @@b(", "rails g model A b:c\n",
		"create_table :a do |t|\n t.b :c\n", "const a = z.object({\n",
		"const a = new Schema({ b: [{\n", "class A(Base):\n",
		"class A(B, Enum):\n  a = b(c)\n", "class A(BaseModel):\n a: B = c\n",
		"entities:\n", "{\n", "models:\n- a\n", "```yaml\na: {b: c}\n```\n", " entities:\n",
		"Table a { b int [ref: > c.d]\n}\nRef: a.b > a.b\n" };
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(parts); i++) {
		clock_t once = cost_of(parts[i], 800), more = cost_of(parts[i], 3200);

		if (more / 10 > once + CLOCKS_PER_SEC / 50)
			fail_msg("\"%s\": %lld and %lld ticks", parts[i], (long long)once,
				(long long)more);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notation_becomes_what_it_says),
		cmocka_unit_test(a_notation_may_be_cut_off_anywhere),
		cmocka_unit_test(four_times_the_lines_take_no_ten_times_as_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
