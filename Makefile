# SPDX-License-Identifier: Apache-2.0
# Every target installs the tools it needs first (see scripts/setup). "make help" lists them.

PREFIX = /usr/local
DESTDIR =

.PHONY: build check check-real demo bench install format clean help

build: ## build everything; leaves the command at target/nsb
	@scripts/setup build
	@scripts/maven -q -DskipTests package
	@echo "built: target/nsb"

check: ## build, run all tests except check-real, print a summary
	@scripts/setup check
	@scripts/check

check-real: ## build and run the tests that patch real programs (fetches their sources)
	@scripts/setup check-real
	@scripts/check real

demo: build ## watch a running server being fixed
	@scripts/setup demo
	@scripts/demo

bench: build ## measure pause, time and memory
	@scripts/setup bench
	@scripts/bench

install: ## install to PREFIX (/usr/local); DESTDIR for packagers
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install

format: ## format the Java sources as the check wants them
	@scripts/setup build
	@scripts/maven -q spotless:apply

clean: ## remove everything that was built
	rm -rf target */target

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s%s\n", $$1, $$2}' Makefile
