/* What a provider that lets one choose is to block: Google's categories of harm, and how much of each. */
#ifndef MA_LLM_SAFETY_H
#define MA_LLM_SAFETY_H

/* id, name on the wire. Those of pictures are not known to the API of texts. */
#define MA_LLM_HARMS(X)                                                      \
	X(HARASSMENT, "HARM_CATEGORY_HARASSMENT")                            \
	X(HATE_SPEECH, "HARM_CATEGORY_HATE_SPEECH")                          \
	X(SEXUALLY_EXPLICIT, "HARM_CATEGORY_SEXUALLY_EXPLICIT")              \
	X(DANGEROUS_CONTENT, "HARM_CATEGORY_DANGEROUS_CONTENT")              \
	X(CIVIC_INTEGRITY, "HARM_CATEGORY_CIVIC_INTEGRITY") /* deprecated */ \
	X(JAILBREAK, "HARM_CATEGORY_JAILBREAK")

enum ma_llm_harm {
#define X(id, name) MA_LLM_HARM_##id,
	MA_LLM_HARMS(X)
#undef X
		MA_LLM_HARMS_N
};

#define MA_LLM_BLOCKS(X)                              \
	X(LOW_AND_ABOVE, "BLOCK_LOW_AND_ABOVE")       \
	X(MEDIUM_AND_ABOVE, "BLOCK_MEDIUM_AND_ABOVE") \
	X(ONLY_HIGH, "BLOCK_ONLY_HIGH")               \
	X(NONE, "BLOCK_NONE")                         \
	X(OFF, "OFF")

/* From which probability on an answer is blocked. DEFAULT: the provider's choice, nothing is sent. */
enum ma_llm_block {
	MA_LLM_BLOCK_DEFAULT,
#define X(id, name) MA_LLM_BLOCK_##id,
	MA_LLM_BLOCKS(X)
#undef X
};

#endif
