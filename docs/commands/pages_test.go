// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

// page says how the commands of a page are run.
type page struct {
	// setup are commands that create what the page expects to exist.
	setup string
	// after are commands that check what the page has done.
	after string
	// exclusive: the page changes the whole cluster, so no other page may run at the same time.
	exclusive bool
	// operator says who runs it.
	operator operator
	// skipped are commands that are not run here.
	skipped []skipped
}

// operator is who runs the operator of a page.
type operator int

const (
	oneNamespace  operator = iota // the test, for the namespace of the page
	allNamespaces                 // the test, for the whole cluster: the page makes namespaces of its own
	noOperator                    // the page itself, or nobody
)

// skipped is a command that is not run here, and the reason.
type skipped struct {
	prefix string // of the command
	why    string
}

const (
	// inCI: .ci/run runs it.
	inCI = ".ci/run runs it"
	// built: the tests of hack/image build, push and run what they make.
	built = "takes minutes, or a registry; the tests of hack/image build images, push them to a registry and run what is in them"
	// noPods: the control plane of the tests runs none.
	noPods = "reads logs of Pods, and no Pod runs in the control plane of the tests"
	// needsDocker: make image makes the same images without Docker, and is tested.
	needsDocker = "needs Docker, and a registry"
)

// skippedEverywhere are commands that are not run here, on whatever page they are.
var skippedEverywhere = []skipped{
	{"make test", inCI},
	{"make verify", inCI},
	{"make demo", inCI},
	{"docker build", needsDocker},
	{"make image", built},
}

// hapa makes the full sample, with its legacy engine behind a Service, and waits until it serves.
const hapa = `
kubectl apply -f config/samples/secret.yaml -f config/samples/serving_v1alpha1_codegenbackend.yaml
kubectl apply -f - <<END
apiVersion: v1
kind: Service
metadata: {name: legacy-backend}
spec: {ports: [{port: 8000}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: legacy-backend-1, labels: {kubernetes.io/service-name: legacy-backend}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.20]}]
ports: [{port: 8000}]
END
kubectl wait --for=condition=Ready --timeout=2m codegenbackend/hapa
`

// minimal makes the smallest sample, and waits until it serves.
const minimal = `
kubectl apply -f config/samples/serving_v1alpha1_codegenbackend_minimal.yaml
kubectl wait --for=condition=Ready --timeout=2m codegenbackend/minimal
`

// front makes the sample with a gateway.
const front = `
kubectl apply -f config/samples/secret.yaml -f config/samples/serving_v1alpha1_codegenbackend_gateway.yaml
kubectl wait --for=condition=Ready --timeout=2m codegenbackend/front
`

// other is another test that runs the commands of a page, those in blocks of one language or, without a language, all of them.
type other struct{ test, file, language string }

func (o other) runs(language string) bool {
	return o.test != "" && (o.language == "" || o.language == language)
}

// delegated are the pages that another test runs.
var delegated = map[string]other{
	"docs/tasks/gitops.md":         {"TestGitOpsCommands", "config/gitops_test.go", "sh"},
	"docs/getting-started/helm.md": {"TestHelmPage", "charts/page_test.go", ""},
	"docs/reference/kubectl.md":    {"TestDocs", "cmd/kubectl-codegen/app/docs_test.go", "console"},
}

// settings are those of pages that do not run with the defaults.
var settings = map[string]page{
	"README.md": {setup: hapa},
	"docs/getting-started/from-source.md": {
		after:     "kubectl wait --for=jsonpath='{.status.active}'=legacy --timeout=1m codegenbackend/local", // vllm was made to hang
		exclusive: true,
		operator:  noOperator,
	},
	"docs/getting-started/quickstart.md": {exclusive: true, operator: allNamespaces},
	"docs/operations/running.md": {
		setup: `
kubectl apply --server-side -k config/default
kubectl -n codegen-operator-system set env deployment/codegen-operator-controller-manager ROLLED=once
` + minimal,
		after: `
kubectl delete codegenbackends --all --all-namespaces
kubectl create -f backends.yaml
kubectl wait --for=condition=Ready --timeout=1m codegenbackend/minimal
kubectl delete namespace codegen codegen-operator-system
`,
		exclusive: true, operator: allNamespaces,
		skipped: []skipped{
			{"kubectl create -f backends.yaml", "is run after the page, once the backends are gone"},
			{"go run ./test/fleet", "a measurement of many minutes; make vet compiles it"},
		},
	},
	"docs/tasks/tuning.md": {
		setup: hapa + `
cp config/quickstart/backend.yaml .
go run ./cmd/vllm-sim --listen 127.0.0.1:8002 &
go run ./cmd/vllm-sim --listen 127.0.0.1:8000 --protocol CodeGen &
curl http://127.0.0.1:8002/health http://127.0.0.1:8000/health
`,
	},
	"docs/concepts/canaries.md":    {setup: hapa},
	"docs/reference/conditions.md": {setup: hapa},
	"docs/concepts/routes.md":      {setup: hapa},
	"docs/concepts/gateway.md":     {setup: front},
	"docs/operations/troubleshooting.md": {
		setup:   "kubectl apply --server-side -k config/default\n" + hapa,
		skipped: []skipped{{"kubectl -n codegen-operator-system logs", "needs a Pod that runs, which no node here does"}},
	},
	"docs/operations/runbooks.md": {setup: hapa, skipped: []skipped{{"kubectl logs", noPods}}},
	"docs/operations/monitoring.md": {skipped: []skipped{
		{"kubectl apply --server-side -k config/monitoring", "needs the kinds of the Prometheus operator; hack/prometheus decodes the manifests into its types"},
	}},
	"docs/reference/container-images.md": {skipped: []skipped{
		{"oras discover", built},
		{"codegen-operator --version", built},
	}},
	"docs/contributing/development.md": {skipped: []skipped{
		{"KUBEBUILDER_ASSETS=$(make assets) go test ./controllers/...", "make test runs these tests"},
		{"go test ./", "make test runs these tests; with -update they write into the source tree"},
	}},
}
