/* Envelopes as the providers send them: their blanks, their line ends, the members that nobody reads. */
#include "llm_wire.h"

#include <stdio.h>

struct wire {
	const char *path, *begin, *event, *end, *unary;
};

/* In an event the text stands for %s and a count of tokens for %u. */
static const struct wire wires[LLM_SPEECHES] = {
	[LLM_GEMINI] = {
		.path = "enerateContent",
		.begin = "",
		.event = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"%s\"}],\"role\": \"model\"},"
			 "\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 1024,\"candidatesTokenCount\": %u,"
			 "\"totalTokenCount\": 4096,\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": 1024}],"
			 "\"thoughtsTokenCount\": 220},\"modelVersion\": \"gemini-2.5-flash\","
			 "\"responseId\": \"kq7vaMSkO5mXvdIP1tLh-Ao\"}\r\n\r\n",
		.end = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}],\"role\": \"model\"},"
		       "\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 1024,"
		       "\"candidatesTokenCount\": 9},\"modelVersion\": \"gemini-2.5-flash\"}\r\n\r\n",
		.unary = "{\n  \"candidates\": [\n    {\n      \"content\": {\n        \"parts\": [\n          {\n"
			 "            \"text\": \"%s\"\n          }\n        ],\n        \"role\": \"model\"\n      },\n"
			 "      \"finishReason\": \"STOP\",\n      \"index\": 0\n    }\n  ],\n  \"usageMetadata\": {\n"
			 "    \"promptTokenCount\": 1024,\n    \"candidatesTokenCount\": 256,\n    \"totalTokenCount\": 1280\n"
			 "  },\n  \"modelVersion\": \"gemini-2.5-flash\",\n  \"responseId\": \"kq7vaMSkO5mXvdIP1tLh-Ao\"\n}\n",
	},
	[LLM_OPENAI] = {
		.path = "/chat/completions",
		.begin = "data: {\"id\":\"chatcmpl-CqT0pQ8mVd0yJ9\",\"object\":\"chat.completion.chunk\",\"created\":1795300000,"
			 "\"model\":\"gpt-6.1-terra-2026-10-01\",\"service_tier\":\"default\",\"choices\":[{\"index\":0,"
			 "\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,"
			 "\"finish_reason\":null}],\"usage\":null}\n\n",
		.event = "data: {\"id\":\"chatcmpl-CqT0pQ8mVd0yJ9\",\"object\":\"chat.completion.chunk\",\"created\":1795300000,"
			 "\"model\":\"gpt-6.1-terra-2026-10-01\",\"service_tier\":\"default\","
			 "\"system_fingerprint\":\"fp_50cad350e4\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
			 "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"%u\"}\n\n",
		.end = "data: {\"id\":\"chatcmpl-CqT0pQ8mVd0yJ9\",\"object\":\"chat.completion.chunk\",\"created\":1795300000,"
		       "\"model\":\"gpt-6.1-terra-2026-10-01\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,"
		       "\"finish_reason\":\"stop\"}],\"usage\":null}\n\ndata: {\"id\":\"chatcmpl-CqT0pQ8mVd0yJ9\","
		       "\"choices\":[],\"usage\":{\"prompt_tokens\":1024,\"completion_tokens\":9,\"total_tokens\":1033}}\n\n"
		       "data: [DONE]\n\n",
		.unary = "{\"id\":\"chatcmpl-CqT0pQ8mVd0yJ9\",\"object\":\"chat.completion\",\"created\":1795300000,"
			 "\"model\":\"gpt-6.1-terra-2026-10-01\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
			 "\"content\":\"%s\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
			 "\"usage\":{\"prompt_tokens\":1024,\"completion_tokens\":256,\"total_tokens\":1280,"
			 "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":"
			 "{\"reasoning_tokens\":0}},\"service_tier\":\"default\"}",
	},
	[LLM_ANTHROPIC] = {
		.path = "/messages",
		.begin = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"claude-opus-4-5\","
			 "\"id\":\"msg_01VrK8ZPp7\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
			 "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":1024,"
			 "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}\n\n"
			 "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
			 "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\n",
		.event = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
			 "\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}\n\n",
		.end = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
		       "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
		       "\"stop_sequence\":null},\"usage\":{\"output_tokens\":9}}\n\n"
		       "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
		.unary = "{\"model\":\"claude-opus-4-5\",\"id\":\"msg_01VrK8ZPp7\",\"type\":\"message\",\"role\":\"assistant\","
			 "\"content\":[{\"type\":\"text\",\"text\":\"%s\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
			 "\"usage\":{\"input_tokens\":1024,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
			 "\"output_tokens\":256,\"service_tier\":\"standard\"}}",
	},
};

enum llm_speech llm_speech_of(struct ma_str path)
{
	unsigned i;

	for (i = 0; i < LLM_SPEECHES; i++)
		if (ma_str_find(path, ma_str(wires[i].path)) >= 0)
			break;
	return (enum llm_speech)i;
}

static void add_chunk(struct ma_buf *out, struct ma_str bytes)
{
	if (bytes.n == 0)
		return;
	ma_buf_addf(out, "%zx\r\n", bytes.n);
	ma_buf_addv(out, bytes);
	ma_buf_adds(out, "\r\n");
}

void llm_wire_stream(struct ma_buf *out, enum llm_speech speech, unsigned events, bool whole)
{
	const struct wire *w = &wires[speech];
	struct ma_buf event = MA_BUF_INIT(4096);
	char text[LLM_EVENT_TEXT + 1];
	unsigned i;

	ma_buf_adds(out,
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
		"x-request-id: req_011CVd8\r\nTransfer-Encoding: chunked\r\n\r\n");
	add_chunk(out, ma_str(w->begin));
	for (i = 0; i < events; i++) {
		snprintf(text, sizeof(text), " word%07u", i % 10000000);
		ma_buf_clear(&event);
		ma_buf_addf(&event, w->event, text, i % 10000);
		add_chunk(out, ma_buf_str(&event));
	}
	if (whole) {
		add_chunk(out, ma_str(w->end));
		ma_buf_adds(out, "0\r\n\r\n");
	}
	ma_buf_done(&event);
}

void llm_wire_unary(struct ma_buf *out, enum llm_speech speech)
{
	struct ma_buf text = MA_BUF_INIT(4096), body = MA_BUF_INIT(8192);
	int i;

	for (i = 0; i < 1000; i += 50)
		ma_buf_adds(&text, "A sentence of just as many bytes as there must be. ");
	ma_buf_addf(&body, wires[speech].unary, text.p);
	ma_buf_addf(out,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_011CVd8\r\n"
		"Content-Length: %zu\r\n\r\n",
		body.n);
	ma_buf_addv(out, ma_buf_str(&body));
	ma_buf_done(&text);
	ma_buf_done(&body);
}
