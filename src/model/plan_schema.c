/*
 * The schema that a planner is asked to answer by, where its provider can be asked: what schemas/plan.json says, without
 * what no model needs, and with the agents that are there. Few keywords, since providers know few.
 */
#include "model/plan_schema.h"

static json_t *of_type(const char *type)
{
	return json_pack("{s:s}", "type", type);
}

static json_t *list_of(json_t *items)
{
	return json_pack("{s:s,s:o}", "type", "array", "items", items);
}

static json_t *field_schema(void)
{
	return json_pack("{s:s,s:[s,s],s:{s:o,s:o,s:o,s:o,s:o,s:o}}", "type", "object", "required",
		"name", "type", "properties", "name", of_type("string"), "type", of_type("string"),
		"required", of_type("boolean"), "unique", of_type("boolean"), "values",
		list_of(of_type("string")), "to", of_type("string"));
}

static json_t *entity_schema(void)
{
	return json_pack("{s:s,s:[s,s],s:{s:o,s:o}}", "type", "object", "required", "name", "fields",
		"properties", "name", of_type("string"), "fields", list_of(field_schema()));
}

static json_t *relation_schema(void)
{
	return json_pack("{s:s,s:[s,s,s],s:{s:o,s:o,s:o}}", "type", "object", "required", "from",
		"kind", "to", "properties", "from", of_type("string"), "kind", of_type("string"),
		"to", of_type("string"));
}

static json_t *contract_schema(void)
{
	return json_pack("{s:s,s:{s:o,s:o,s:o,s:o}}", "type", "object", "properties", "name",
		of_type("string"), "entities", list_of(entity_schema()), "relations",
		list_of(relation_schema()), "features", list_of(of_type("string")));
}

static json_t *agent_schema(const struct ma_plan_agents *agents)
{
	json_t *names = json_array();
	size_t i;

	for (i = 0; i < agents->n; i++)
		if (json_array_append_new(
			    names, json_stringn(agents->names[i].p, agents->names[i].n)))
			break;
	if (i == agents->n)
		return json_pack("{s:s,s:o}", "type", "string", "enum", names);
	json_decref(names);
	return NULL;
}

static json_t *task_schema(const struct ma_plan_agents *agents)
{
	return json_pack("{s:s,s:[s,s,s,s,s],s:{s:o,s:o,s:o,s:o,s:o,s:o,s:o}}", "type", "object",
		"required", "id", "name", "agent", "description", "depends_on", "properties", "id",
		of_type("string"), "name", of_type("string"), "agent", agent_schema(agents),
		"description", of_type("string"), "depends_on", list_of(of_type("string")),
		"writes", list_of(of_type("string")), "verify", list_of(of_type("string")));
}

json_t *ma_plan_schema(const struct ma_plan_agents *agents)
{
	return json_pack("{s:s,s:[s,s],s:{s:o,s:o,s:o}}", "type", "object", "required", "summary",
		"tasks", "properties", "summary", of_type("string"), "contract", contract_schema(),
		"tasks", list_of(task_schema(agents)));
}
