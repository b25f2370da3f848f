/* Prompts in other languages than English: their small words give them away. */
#include "model/understand_parts.h"

#define FOREIGN_WORDS 3 /* of one language, at least, and more than there are English ones */
#define READ_TOKENS 80  /* where a prompt begins it tells its language */

/* What English, its names and its addresses have as well is left out: "die", "no", "com", "los". */
static const struct {
	const char *name, *words;
} languages[] = {
	{ "German",
		"eine einen einem einer ein mit und fur zum zur von der das ist sind soll sollen kann ich wir nicht "
		"oder auch haben meine meinen meiner mein verwalten erstelle erstellen bitte jeder jede jedes" },
	{ "French",
		"une avec pour gerer mes les du et est sont dans je nous cree creer chaque peut avoir leurs voudrais "
		"recettes ma un le la" },
	{ "Spanish",
		"una con para gestionar mis las y es el yo quiero que aplicacion crea crear cada tiene tienen puede "
		"por los de un" },
	{ "Italian",
		"una con per gestire miei mie gli della e sono nel il io voglio che applicazione crea creare ogni "
		"hanno di un" },
	{ "Portuguese",
		"uma com para gerenciar gerir meus minhas os dos das eu quero que aplicativo aplicacao crie criar tem "
		"e um" },
	{ "Dutch",
		"een met voor beheren mijn het de en zijn ik wil dat applicatie maak maken elke heeft hebben bij" },
};

static size_t words_of(const struct ma_spec *spec, size_t to, const char *words)
{
	struct ma_str rest = ma_str(words), word;
	size_t n = 0, i;

	while (ma_str_cut(&rest, ' ', &word)) {
		for (i = 0; i < to &&
			!(spec->tokens[i].kind == MA_TOKEN_WORD &&
				ma_str_eq(spec->tokens[i].low, word));)
			i++;
		n += i < to;
	}
	return n;
}

const char *ma_spec_foreign_language(const struct ma_spec *spec)
{
	const unsigned small = MA_W_DET | MA_W_PREP | MA_W_CONJ | MA_W_PRON | MA_W_MODAL |
		MA_W_AUX | MA_W_BUILD | MA_W_WITH | MA_W_HAVE;
	size_t to = spec->tokens_n < READ_TOKENS ? spec->tokens_n : READ_TOKENS;
	size_t english = 0, most = 0, n, i;
	const char *language = NULL;

	for (i = 0; i < to; i++)
		english += spec->tokens[i].kind == MA_TOKEN_WORD && spec->tokens[i].flags & small;
	for (i = 0; i < MA_COUNT(languages); i++) {
		n = words_of(spec, to, languages[i].words);
		if (n > most) {
			most = n;
			language = languages[i].name;
		}
	}
	return most >= FOREIGN_WORDS && most > english ? language : NULL;
}
