// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

// page is how the commands of a page are run.
type page struct {
	// given are commands that make what the page takes for granted.
	given string
	// then are commands that look at what the page led to.
	then string
	// alone: the page changes the whole cluster, so that no other is run beside it.
	alone bool
	// operator says who runs it.
	operator operator
	// elsewhere are commands that are not run here.
	elsewhere []elsewhere
}

// operator is who runs the operator of a page.
type operator int

const (
	ofTheNamespace operator = iota // the test, for the namespace of the page
	ofTheCluster                   // the test, for the whole cluster: the page makes namespaces of its own
	ofThePage                      // the page itself, or nobody
)

// elsewhere is why a command is not run here.
type elsewhere struct {
	begins string // the command, or what it begins with
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

// throughout are commands that are run elsewhere whatever page they are on.
var throughout = []elsewhere{
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

// how is how pages are run that are not run like all others.
var how = map[string]page{
	"README.md": {given: hapa},
	"docs/getting-started/from-source.md": {
		then:     "kubectl wait --for=jsonpath='{.status.active}'=legacy --timeout=1m codegenbackend/local", // vllm was made to hang
		alone:    true,
		operator: ofThePage,
	},
	"docs/getting-started/quickstart.md": {alone: true, operator: ofTheCluster},
	"docs/operations/running.md": {
		given: `
kubectl apply --server-side -k config/default
kubectl -n codegen-operator-system set env deployment/codegen-operator-controller-manager ROLLED=once
` + minimal,
		then: `
kubectl delete codegenbackends --all --all-namespaces
kubectl create -f backends.yaml
kubectl wait --for=condition=Ready --timeout=1m codegenbackend/minimal
kubectl delete namespace codegen codegen-operator-system
`,
		alone: true, operator: ofTheCluster,
		elsewhere: []elsewhere{
			{"kubectl create -f backends.yaml", "is run after the page, once the backends are gone"},
			{"go run ./test/fleet", "a measurement of many minutes; make vet compiles it"},
		},
	},
	"docs/tasks/tuning.md": {
		given: hapa + `
cp config/quickstart/backend.yaml .
go run ./cmd/vllm-sim --listen 127.0.0.1:8002 &
go run ./cmd/vllm-sim --listen 127.0.0.1:8000 --protocol CodeGen &
curl http://127.0.0.1:8002/health http://127.0.0.1:8000/health
`,
	},
	"docs/concepts/canaries.md":    {given: hapa},
	"docs/reference/conditions.md": {given: hapa},
	"docs/concepts/routes.md":      {given: hapa},
	"docs/concepts/gateway.md":     {given: front},
	"docs/operations/troubleshooting.md": {
		given:     "kubectl apply --server-side -k config/default\n" + hapa,
		elsewhere: []elsewhere{{"kubectl -n codegen-operator-system logs", "needs a Pod that runs, which no node here does"}},
	},
	"docs/operations/runbooks.md": {given: hapa, elsewhere: []elsewhere{{"kubectl logs", noPods}}},
	"docs/operations/monitoring.md": {elsewhere: []elsewhere{
		{"kubectl apply --server-side -k config/monitoring", "needs the kinds of the Prometheus operator; hack/prometheus decodes the manifests into its types"},
	}},
	"docs/reference/container-images.md": {elsewhere: []elsewhere{
		{"oras discover", built},
		{"codegen-operator --version", built},
	}},
	"docs/contributing/development.md": {elsewhere: []elsewhere{
		{"KUBEBUILDER_ASSETS=$(make assets) go test ./controllers/...", "make test runs these tests"},
		{"go test ./", "make test runs these tests; with -update they write into the source tree"},
	}},
}
