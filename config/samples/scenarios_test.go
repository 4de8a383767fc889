// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package samples_test

import "github.com/codegen-dev/codegen-operator/internal/sim"

// scenario is how a sample is tested.
type scenario struct {
	// vllm and legacy are the protocols of the engines.
	vllm, legacy sim.Protocol
	// given are manifests of objects that the sample needs, as its comments say.
	given string
	// set creates the rest of what it needs.
	set func(s *stage)
	// serves are the conditions to wait for first, and fails those after vllm was killed: an object, and a condition of kubectl wait.
	serves, fails []string
	// then checks the rest.
	then func(s *stage)
}

const (
	onVLLM   = "jsonpath={.status.active}=vllm"
	onLegacy = "jsonpath={.status.active}=legacy"
	routed   = "condition=Routed"
	ready    = "condition=Ready"
	correct  = "condition=OutputCorrect"
	onTarget = "condition=StreamingOnTarget"
)

// services are the Services of engines in the cluster.
const services = `
apiVersion: v1
kind: Service
metadata: {name: vllm-app}
spec: {ports: [{port: 8002}]}
---
apiVersion: v1
kind: Service
metadata: {name: vllm-lora}
spec: {ports: [{port: 8002}]}
---
apiVersion: v1
kind: Service
metadata: {name: legacy-backend}
spec: {ports: [{port: 8000}]}
` + endpoints

// endpoints are the addresses of their Pods.
const endpoints = `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: vllm-app-1, labels: {kubernetes.io/service-name: vllm-app}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.10]}]
ports: [{port: 8002}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: vllm-lora-1, labels: {kubernetes.io/service-name: vllm-lora}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.10]}]
ports: [{port: 8002}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: legacy-backend-1, labels: {kubernetes.io/service-name: legacy-backend}}
addressType: IPv4
endpoints: [{addresses: [192.0.2.20]}]
ports: [{port: 8000}]
`

// reader is the Deployment of the sample with a ConfigMap.
const reader = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: code-generator}
spec:
  selector: {matchLabels: {app: code-generator}}
  template:
    metadata: {labels: {app: code-generator}}
    spec: {containers: [{name: web, image: nobody/pulls-this, envFrom: [{configMapRef: {name: hapa-backend}}]}]}
`

// shop is the HTTPRoute of the sample that takes over a rule of one.
const shop = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: web}]
  rules:
  - name: generate
    backendRefs:
    - {name: vllm-app, port: 8002}
    - {name: legacy-backend, port: 8000}
`

// scenarios are those of all samples, by the names of their objects.
var scenarios = map[string]scenario{
	"hapa": {
		vllm: sim.OpenAI, legacy: sim.CodeGen, given: services,
		serves: []string{
			"cgb/hapa " + onVLLM,
			"cgb/hapa " + ready,
			"cgb/hapa " + routed,
			"cgb/hapa " + correct,
			"cgb/hapa " + onTarget,
			"service/hapa create",
		},
		fails: []string{"cgb/hapa " + onLegacy, "cgb/hapa " + ready, "cgb/hapa " + routed, "cgb/hapa " + correct, "cgb/hapa condition=Degraded"},
	},
	"minimal": {
		vllm: sim.OpenAI, legacy: open,
		serves: []string{
			"cgb/minimal " + onVLLM,
			"cgb/minimal " + ready,
			`cgb/minimal jsonpath={.status.conditions[?(@.type=="Routed")].reason}=NoRoute`,
		},
		fails: []string{"cgb/minimal " + onLegacy, "cgb/minimal " + ready},
	},
	"multilora": {
		vllm: sim.MultiLoRA, legacy: sim.OpenAI, given: services,
		serves: []string{"cgb/multilora " + onVLLM, "cgb/multilora " + ready, "cgb/multilora " + routed, "cgb/multilora " + correct},
		fails:  []string{"cgb/multilora " + onLegacy, "cgb/multilora " + ready, "cgb/multilora " + routed},
	},
	"configmap": {
		vllm: sim.MultiLoRA, legacy: open, given: reader,
		serves: []string{
			"cgb/configmap " + onVLLM,
			"cgb/configmap " + ready,
			"cgb/configmap " + routed,
			"configmap/hapa-backend jsonpath={.data.ACTIVE_URL}=http://vllm-app:8002",
		},
		fails: []string{
			"cgb/configmap " + onLegacy,
			"cgb/configmap " + routed,
			"configmap/hapa-backend jsonpath={.data.ACTIVE_URL}=http://legacy-backend:8000",
			"deployment/code-generator condition=Available",
		},
	},
	"httproute": {
		vllm: sim.OpenAI, legacy: sim.OpenAI, set: gateways,
		serves: []string{
			"cgb/httproute " + onVLLM,
			"cgb/httproute " + ready,
			"cgb/httproute " + routed,
			"cgb/httproute " + correct,
			"httproute/codegen jsonpath={.spec.rules[0].backendRefs[0].weight}=100",
		},
		fails: []string{
			"cgb/httproute " + onLegacy,
			"cgb/httproute " + routed,
			"httproute/codegen jsonpath={.spec.rules[0].backendRefs[1].weight}=100",
		},
	},
	"existingroute": {
		vllm: sim.OpenAI, legacy: sim.OpenAI, given: services + "---" + shop, set: gateways,
		serves: []string{
			"cgb/existingroute " + onVLLM,
			"cgb/existingroute " + ready,
			"cgb/existingroute " + routed,
			"httproute/shop jsonpath={.spec.rules[0].backendRefs[1].weight}=0",
		},
		fails: []string{
			"cgb/existingroute " + onLegacy,
			"cgb/existingroute " + routed,
			"httproute/shop jsonpath={.spec.rules[0].backendRefs[0].weight}=0",
		},
	},
	"front": {
		vllm: sim.OpenAI, legacy: open,
		serves: []string{
			"cgb/front " + onVLLM,
			"cgb/front " + ready,
			"cgb/front " + routed,
			"cgb/front jsonpath={.status.routes[0].gateway.readyReplicas}=2",
			"deployment/front-gateway condition=Available",
		},
		fails: []string{"cgb/front " + onLegacy, "cgb/front " + routed, "cgb/front jsonpath={.status.routes[0].engine}=legacy"},
	},
	"webhook": {
		vllm: sim.OpenAI, legacy: open, set: lever,
		serves: []string{"cgb/webhook " + onVLLM, "cgb/webhook " + ready, "cgb/webhook " + routed},
		fails:  []string{"cgb/webhook " + onLegacy, "cgb/webhook " + routed},
	},
	"paired": {
		vllm: sim.OpenAI, legacy: open, set: clients,
		serves: []string{
			"cgb/paired " + onVLLM,
			"cgb/paired " + ready,
			`cgb/paired jsonpath={.status.canaries[?(@.through=="route")].verdict}=Pass`,
		},
		fails: []string{"cgb/paired " + onLegacy, "cgb/paired " + ready},
	},
	"observe": {
		vllm: sim.MultiLoRA, legacy: sim.OpenAI, given: services, set: inference,
		serves: []string{
			"cgb/observe jsonpath={.status.wouldBe}=vllm",
			"cgb/observe condition=VLLMHealthy",
			"cgb/observe condition=LegacyHealthy",
		},
		fails: []string{"cgb/observe jsonpath={.status.wouldBe}=legacy", "cgb/observe condition=VLLMHealthy=False"},
		then:  untouched,
	},
}

// open is the code generation backend of the samples without a key.
const open = sim.Protocol("open")
