# Any directory is checked as a run checks its result; the directory stays as it is.
mkdir good bad plain
printf 'all:\n\ttouch made\ntest:\n\t@echo ok 1; echo ok 2; test ! -e .env\n' >good/Makefile
echo KEY=secret >good/.env
meta-agent verify -o good
echo "exit $?"
ls -A good
printf '#!/bin/sh\necho ok 1\nprintf "not ok 2 - \\033[31mred\\n"\n' >bad/test.sh
meta-agent verify -o bad
echo "exit $?"
meta-agent verify -o bad --json | sed 's/"sandbox":"[^"]*"/"sandbox":"…"/'
# What cannot be recognised is not verified, nor is what ran unconfined.
meta-agent verify -o plain
echo "exit $?"
meta-agent verify -o good --sandbox off
echo "exit $?"
cd good && meta-agent verify >/dev/null
echo "exit $?"
cd ..
# What passed is not run again, unless all of it is asked for.
meta-agent verify -o good --fresh
echo "exit $?"
meta-agent verify -o good --json | sed 's/"sandbox":"[^"]*"/"sandbox":"…"/'
meta-agent verify -o nowhere
echo "exit $?"
meta-agent verify good
echo "exit $?"
meta-agent verify -o bad >/dev/full
echo "exit $?"
# What the directory sets is read, not passed over.
mkdir set
printf 'test:\n\t@echo ok 1\n' >set/Makefile
printf 'smoke: {port: no}\n' >set/meta-agent.yaml
meta-agent verify -o set
echo "exit $?"
# So is what a package of it sets.
rm set/meta-agent.yaml
mkdir -p set/parts/api
printf 'smoke: {port: no}\n' >set/parts/api/meta-agent.yaml
meta-agent verify -o set
echo "exit $?"
# For other programs.
mkdir places
printf '#!/bin/sh\necho "src/a.ts(3,7): error TS1: Bad <thing>, 100%%."\necho "b.c:5:1: error: other"\necho not ok 1\n' >places/test.sh
for report in text junit sarif github; do meta-agent verify -o places --report $report 2>/dev/null | sed 's/ time="[0-9.]*"//'; done
meta-agent verify -o good --report github 2>/dev/null
meta-agent verify -o places --report junit --json
echo "exit $?"
# What a program prints is no command to whoever reads the log, and no line is without end.
mkdir hostile
printf '#!/bin/sh\nprintf "::error::forged\\n  ::add-mask::x\\nx ##[error]y\\rz\\n\\377\\0\\n"\nhead -c 3000 /dev/zero | tr "\\000" x\necho; echo "a.c:1:2: error: ##[warning]w"\nexit 1\n' >hostile/test.sh
meta-agent verify -o hostile 2>/dev/null | sed 's/xxx*/x.../'
# What is not verified is not reported as if it were.
mkdir quiet
printf 'test:\n\t@true\n' >quiet/Makefile
for report in junit sarif github; do meta-agent verify -o quiet --report $report 2>/dev/null | grep "no test"; done
# Ctrl-C ends it.
printf 'test:\n\tsleep 60\n' >plain/Makefile
meta-agent verify -o plain &
sleep 1
kill -INT $!
wait $!
echo "exit $?"
