# Aliases: ./dev needs no make.
.PHONY: demo test test-fast serve stop lint bench clean
demo test test-fast serve stop lint bench clean:
	./dev $@
