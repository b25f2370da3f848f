# The manual page in docs is what the tables say: docs/man/meta-agent.1 is `meta-agent help --man`.
meta-agent help --man >page
cmp page "$DATA/../../../docs/man/meta-agent.1"
