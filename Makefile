# All tasks of this repository: see `make help`.
# It needs Go, git and make; the tools and the test control plane are built from Go modules.

ifeq ($(filter oneshell,$(.FEATURES)),)
$(error this Makefile needs GNU make 3.82 or newer, and this is $(MAKE_VERSION))
endif
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
# Each target uses all cores by itself.
.NOTPARALLEL:

# The tools have modules of their own (actionlint needs another version of a package than the linters), and so do the
# control plane for tests and what the chart is checked with.
MODULES := . hack/actionlint hack/chart hack/controlplane test/e2e/dns test/e2e/kube test/e2e/runtime hack/prometheus hack/tools

# The Helm chart.
CHART := charts/codegen-operator

# The programs that tests and the demo start. They must exist before the timeout of go test starts.
PROGRAMS := kube-apiserver etcd kubectl kube-controller-manager

TEST_TIMEOUT ?= 30m
# How many packages are tested at a time: some more than there are cores, for many tests wait for something most of the time.
TEST_PACKAGES ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))
TIMING_TESTS := ^Test(MainJob|Vanished|Hung|HostileEngine|RoutesPassOver|PairedRuns|FollowsTheStatus|ClusterFollowsTheStatus)$$
FUZZTIME ?= 30s
SOAK ?= 10m
CUT_STREAMS ?= 1000000
BENCH ?= .
COUNT ?= 6

# The packages that decide what users get, and the coverage that their tests must reach, in percent.
COVERED := $(wildcard internal/decide internal/health internal/measure internal/chunk)
COVERAGE := 95

# run-tool runs a tool at the version that hack/tools pins, from this folder.
run-tool = tool=$$(go -C hack/tools tool -n $(1)) && "$$tool"

# snapshot is an id of the working tree, made without changing the index.
snapshot = $$(export GIT_INDEX_FILE=$$(mktemp -u); git add -A . && git write-tree && rm -f "$$GIT_INDEX_FILE")

# race is -race where there is a C compiler, which Go's race detector needs.
race = $$(cc=$$(go env CC); [ "$$(go env CGO_ENABLED)" = 1 ] && command -v "$${cc%% *}" >/dev/null && echo -race || true)

# browser is a Chromium, if there is one.
browser = $(or $(CHROMIUM),$(shell command -v chromium || command -v chromium-browser || command -v google-chrome-stable || command -v google-chrome))

.PHONY: help
help: ## Show this help.
	@awk -F ':.*## ' '/^##@/ {print "\n" substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Change

.PHONY: generate
generate: ## Generate the deep copies of the API types.
	@$(call run-tool,controller-gen) object:headerFile=hack/boilerplate.go.txt paths=./api/...

.PHONY: manifests
manifests: ## Generate the CRD and the RBAC role from markers in the code; copy them and the monitoring files into the chart.
	@$(call run-tool,controller-gen) crd paths=./api/... output:crd:dir=config/crd/bases
	@$(call run-tool,controller-gen) rbac:roleName=codegen-operator paths=./controllers/... output:rbac:dir=config/rbac
	@cp config/crd/bases/serving.codegen.dev_codegenbackends.yaml $(CHART)/files/crd.yaml
	@cp config/rbac/role.yaml config/rbac/leader_election_role.yaml config/monitoring/prometheusrule.yaml $(CHART)/files/
	@rm -rf $(CHART)/files/dashboards && cp -R config/monitoring/dashboards $(CHART)/files/

.PHONY: reference
reference: ## Generate docs/reference/api.md from the API types.
	@$(call run-tool,crd-ref-docs) --log-level=ERROR --config=hack/apireference/config.yaml --templates-dir=hack/apireference/templates \
		--source-path=api/v1alpha1 --renderer=markdown --output-path=docs/reference/api.md

.PHONY: fmt
fmt: ## Format the code.
	@$(call run-tool,golangci-lint) fmt

##@ Check

.PHONY: verify
verify: verify-generated verify-tidy verify-names verify-circles verify-workflows lint vet ## Fail if generated or formatted files are out of date, or on lint.
	@echo "verify: all is well"

.PHONY: verify-generated
verify-generated:
	@before=$(snapshot)
	$(MAKE) --no-print-directory generate manifests reference fmt
	after=$(snapshot)
	if [ "$$before" != "$$after" ]; then
		echo "verify: these files were not up to date. They are now: look at them and commit them."
		git diff --stat "$$before" "$$after"
		exit 1
	fi

.PHONY: verify-tidy
verify-tidy:
	@for module in $(MODULES); do
		go -C $$module mod tidy -diff || { echo "verify: $$module/go.mod is not tidy: run go -C $$module mod tidy"; exit 1; }
	done

# Without shellcheck and pyflakes, so that the result does not depend on what is installed.
.PHONY: verify-workflows
verify-workflows:
	@tool=$$(go -C hack/actionlint tool -n actionlint) && "$$tool" -shellcheck= -pyflakes=

.PHONY: verify-names
verify-names: ## Fail on names and phrases that the project has replaced; hack/names/patterns.txt lists them.
	@go run ./hack/names

.PHONY: verify-circles
verify-circles: ## Fail where more than six files of a package refer to each other in a circle.
	@go run ./hack/circles

.PHONY: lint
lint: ## Lint the code. The first run builds the linters, which takes a minute or two.
	@$(call run-tool,golangci-lint) run ./...

.PHONY: vet
vet: ## Run go vet.
	@go vet ./...

.PHONY: vulncheck
vulncheck: ## Look for known vulnerabilities in the code that is called (needs vuln.go.dev).
	@$(call run-tool,govulncheck) ./...

##@ Test

.PHONY: assets
assets: ## Build the control plane for tests and the demo, once, and print its directory.
	@go run ./hack/assets $(PROGRAMS)

.PHONY: test
test: ## Run all tests, against a real API server and with the race detector.
	@assets=$$(go run ./hack/assets $(PROGRAMS))
	go -C hack/chart tool -n helm >/dev/null # some minutes, once; not within a test's timeout
	go -C hack/prometheus build -tags remove_all_sd -o /dev/null github.com/prometheus/prometheus/cmd/promtool # the same
	race=$(race)
	[ -n "$$race" ] || echo "test: no C compiler here, so the race detector is off: install gcc or clang to have it" >&2
	KUBEBUILDER_ASSETS=$$assets go test $$race -p $(TEST_PACKAGES) -timeout $(TEST_TIMEOUT) ./...
	for folder in $$(find $(filter-out .,$(MODULES)) -name '*_test.go' -exec dirname {} + | sort -u); do
		go -C $$folder test $$race -timeout $(TEST_TIMEOUT) .
	done
	$(if $(COVERED),$(MAKE) --no-print-directory coverage)
	if [ -n "$(browser)" ]; then
		echo "test: the dashboard was not tested in a browser: run make test-browser" >&2
	else
		echo "test: the dashboard was not tested in a browser, because there is none: apt-get install chromium, then make test-browser" >&2
	fi

# The tests with timing.AtMost hold the product to times that it promises. On a busy machine they only log what took longer.
.PHONY: test-timing
test-timing: ## Check the times that the product promises, on a machine that has nothing else to do.
	@assets=$$(go run ./hack/assets $(PROGRAMS))
	export KUBEBUILDER_ASSETS=$$assets CODEGEN_QUIET_MACHINE=1
	grep -rl 'timing\.AtMost' --include='*_test.go' . | while read -r file; do
		tests=$$(awk '/^func / {name = $$2} /timing\.AtMost/ && name ~ /^Test/ {sub(/\(.*/, "", name); print name}' "$$file" | sort -u | paste -sd '|')
		go test -count=1 -parallel 1 -timeout $(TEST_TIMEOUT) -run "^($$tests)\$$" "$$(dirname "$$file")" </dev/null
	done

.PHONY: test-browser
test-browser: ## Test the dashboard in a headless Chromium: updates, keyboard, themes, widths, names and contrast.
	@assets=$$(go run ./hack/assets $(PROGRAMS))
	KUBEBUILDER_ASSETS=$$assets go test -tags browser -timeout $(TEST_TIMEOUT) -run '^TestBrowser' ./internal/dashboard

.PHONY: coverage
coverage: ## Show the coverage of the packages that decide and measure; fail if it is too low.
	@go test -cover $(COVERED:%=./%) | awk '
		{print}
		match($$0, /coverage: [0-9.]+%/) {if (substr($$0, RSTART + 10, RLENGTH - 11) + 0 < $(COVERAGE)) low = 1}
		END {if (low) {print "coverage: less than $(COVERAGE) % of statements"; exit 1}}'

.PHONY: e2e
e2e: ## Run end-to-end tests on a single-node cluster, in which Pods are killed. Needs root on Linux.
	@go run ./test/e2e

.PHONY: bench
bench: ## Run the benchmarks, into bin/bench.txt. OLD=file compares with an earlier run; BENCH=regexp, COUNT=runs.
	@mkdir -p bin
	assets=$$(go run ./hack/assets $(PROGRAMS))
	KUBEBUILDER_ASSETS=$$assets go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout 2h ./... | tee bin/bench.txt
	$(call run-tool,benchstat) $(OLD) bin/bench.txt
	if command -v nginx /usr/sbin/nginx >/dev/null; then
		$(MAKE) --no-print-directory bench-gateway
	else
		echo "bench: nginx is not here, so the gateway is not compared with it: apt-get install nginx-light, then make bench-gateway"
	fi

.PHONY: bench-gateway
bench-gateway: ## Compare the gateway with nginx and Go's ReverseProxy, in about 8 minutes, on Linux. ARGS="--only 500" and so on.
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -o bin/ ./cmd/codegen-gateway ./test/bench
	bin/bench --gateway bin/codegen-gateway $(ARGS)

.PHONY: soak
soak: ## Stream through the gateway for SOAK (10m) while engines fail, then cut CUT_STREAMS (1000000); fail if anything is lost or leaks.
	@mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -o bin/ ./cmd/codegen-gateway
	go run ./test/soak --gateway bin/codegen-gateway --for $(SOAK)
	go test ./internal/gateway -run TestACutIsNeverTakenForAnEnd -rapid.checks=$(CUT_STREAMS) -timeout 2h

.PHONY: pictures
pictures: ## Draw the pictures in the documentation.
	@go run ./hack/chunkplot > docs/images/chunks.svg

.PHONY: screenshots
screenshots: ## Take the screenshots of the dashboard, with Chromium and a real operator, in about 2 minutes.
	@KUBEBUILDER_ASSETS=$$(go run ./hack/assets $(PROGRAMS)) go run ./hack/screenshots --to docs/images

.PHONY: fuzz
fuzz: ## Run every fuzz test for FUZZTIME (30s).
	@{ grep -rEo '^func Fuzz\w+' --include='*_test.go' . || true; } | while IFS=: read -r file func; do
		name=$${func#func }
		echo "fuzz: $$name in $$(dirname "$$file")"
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x "$$(dirname "$$file")" </dev/null
	done

##@ Run

.PHONY: demo
demo: ## Show a failover with a real control plane on this machine. KEEP=1 keeps it running.
	@go run ./test/demo $(if $(KEEP),--keep)

.PHONY: install
install: ## Apply the CRD to the cluster of the current kubeconfig, with kubectl.
	@kubectl apply --server-side -f config/crd/bases

.PHONY: run
run: ## Run the operator on this machine against that cluster. ARGS="--flag ..." are its flags.
	@go run ./cmd/codegen-operator $(ARGS)

.PHONY: build
build: ## Build the programs into bin/. VERSION=v1.2.3 sets their version (default: from git).
	@mkdir -p bin
	stamp=$$(VERSION='$(VERSION)' go run ./hack/stamp/print)
	CGO_ENABLED=0 go build -trimpath -ldflags "$$stamp" -o bin/ ./cmd/...

.PHONY: chart
chart: ## Package the Helm chart into dist/. VERSION=v1.2.3 sets its version (default: from git).
	@go run ./hack/pack --version='$(VERSION)' --into=dist

.PHONY: image
image: ## Build the images and their bills of materials into dist/, without a container runtime. ARGS="--help" lists the flags.
	@go run ./hack/image --stamp='$(VERSION)' $(ARGS)

.PHONY: clean
clean: ## Remove the files that the targets above created in this folder.
	@rm -rf bin dist
