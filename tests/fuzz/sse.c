/* However a stream is cut, the same events and the same answer come out. The first byte chooses the cut. */
#include "codec/sse.h"

#include "fuzz/target.h"

struct heard {
	uint64_t hash, events, comments;
	ma_rc rc;
};

static bool hear(void *data, struct ma_str event, struct ma_str payload)
{
	struct heard *h = data;

	h->hash = h->hash * 31 + ma_str_hash(event);
	h->hash = h->hash * 31 + ma_str_hash(payload);
	h->events++;
	return true;
}

static struct heard listen(struct ma_str stream, size_t piece)
{
	struct heard h = { 0 };
	struct ma_sse sse;
	size_t n;
	ma_err err;

	ma_sse_init(&sse, 64);
	for (; stream.n > 0 && !h.rc; stream = ma_str_from(stream, n)) {
		n = piece < stream.n ? piece : stream.n;
		h.rc = ma_sse_feed(&sse, ma_str_n(stream.p, n), hear, &h, &err);
	}
	if (!h.rc)
		h.rc = ma_sse_end(&sse, hear, &h, &err);
	h.comments = sse.comments;
	ma_sse_done(&sse);
	return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str stream = ma_str_from(target_text(data, size), 1);
	struct heard whole, cut;

	if (size == 0)
		return 0;
	whole = listen(stream, SIZE_MAX);
	cut = listen(stream, 1 + data[0] % 32);
	MA_ASSERT(whole.rc == cut.rc && (whole.rc == MA_OK || whole.rc == MA_ELIMIT));
	MA_ASSERT(whole.hash == cut.hash && whole.events == cut.events &&
		whole.comments == cut.comments);
	return 0;
}
