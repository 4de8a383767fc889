// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/test/e2e/node"
)

// restricted is the strictest level of the Pod Security Standards.
const restricted = `{runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}`

const container = `{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}`

// dnsManifest is CoreDNS, at the address that the kubelet gives to all Pods.
var dnsManifest = fmt.Sprintf(`
apiVersion: v1
kind: ServiceAccount
metadata: {name: coredns, namespace: kube-system}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "system:coredns"}
rules:
- {apiGroups: [""], resources: [services, pods, namespaces], verbs: [list, watch]}
- {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "system:coredns"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:coredns"}
subjects: [{kind: ServiceAccount, name: coredns, namespace: kube-system}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:1053 {
        errors
        health :8080
        ready :8181
        kubernetes cluster.local in-addr.arpa ip6.arpa
    }
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: coredns, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec:
      serviceAccountName: coredns
      dnsPolicy: Default
      securityContext: %[1]s
      containers:
      - name: coredns
        image: %[3]s
        args: [-conf, /etc/coredns/Corefile]
        securityContext: %[2]s
        readinessProbe: {httpGet: {path: /ready, port: 8181}, periodSeconds: 1}
        volumeMounts: [{name: config, mountPath: /etc/coredns}]
      volumes: [{name: config, configMap: {name: coredns}}]
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec:
  clusterIP: %[4]s
  selector: {k8s-app: kube-dns}
  ports: [{name: dns, port: 53, targetPort: 1053, protocol: UDP}, {name: dns-tcp, port: 53, targetPort: 1053, protocol: TCP}]
`, restricted, container, dnsImage, node.DNSAddress)

// engineService is the Service of an engine.
func engineService(name string) string {
	return fmt.Sprintf(`
apiVersion: v1
kind: Service
metadata: {name: %s, namespace: %s}
spec: {selector: {app: %[1]s}, ports: [{name: http, port: %[3]d}]}
`, name, namespace, enginePort)
}

// enginePod is an engine. It is a bare Pod, so that it stays away after a kill until the next step restarts it. Only vllm
// stamps its events, so that clients of the Service can tell which engine answers.
func enginePod(name string) string {
	stamp := ""
	if name == vllm {
		stamp = ", --stamp-sends"
	}
	return fmt.Sprintf(`
apiVersion: v1
kind: Pod
metadata: {name: %s, namespace: %s, labels: {app: %[1]s}}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  securityContext: %[3]s
  containers:
  - name: engine
    image: vllm-sim:%[4]s
    imagePullPolicy: Never
    args: [--listen, "0.0.0.0:%[5]d", --control, "0.0.0.0:%[6]d", --time-to-first-token, 100ms, --token-interval, 20ms%[7]s]
    readinessProbe: {httpGet: {path: /health, port: %[5]d}, periodSeconds: 1}
    securityContext: %[8]s
`, name, namespace, restricted, tag, enginePort, controlPort, stamp, container)
}

// backend is the CodeGenBackend, at the default periods.
var backend = fmt.Sprintf(`
apiVersion: v1
kind: Secret
metadata: {name: client-keys, namespace: %[2]s}
stringData: {loadgen: %[3]s}
---
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: %[1]s, namespace: %[2]s}
spec:
  vllm: {protocol: OpenAI, serviceRef: {name: vllm, port: %[4]d}, models: [{name: prompt}]}
  legacy: {protocol: OpenAI, serviceRef: {name: legacy, port: %[4]d}, models: [{name: prompt}]}
  chunking:
    chunks: {min: 50, max: 100}
    firstChunkMilliseconds: {max: 1000}
  canaries:
  - name: stream
    model: prompt
    prompt: 'Write a queue in Python. Call it {{nonce}}.'
    through: [vllm, legacy]
    onFailure: Report
    periodSeconds: 30
  failover: {cooldownSeconds: 10, maxCooldownSeconds: 15}
  route:
    service: {name: %[1]s, port: 80}
    gateway: {replicas: 2, apiKeysSecretRef: {name: client-keys}}
`, backendName, namespace, clientKey, enginePort)

// clientPod runs clients that use one way.
func clientPod(way, url, patience string, clients int) string {
	return fmt.Sprintf(`
apiVersion: v1
kind: Pod
metadata: {name: %s-clients, namespace: %s}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  securityContext: %[3]s
  containers:
  - name: clients
    image: %[4]s
    imagePullPolicy: Never
    args: [--way=%[1]s, --url=%[5]s, --patience=%[6]s, --clients=%[7]d]
    env: [{name: API_KEY, valueFrom: {secretKeyRef: {name: client-keys, key: loadgen}}}]
    securityContext: %[8]s
`, way, namespace, restricted, clientImage, url, patience, clients, container)
}
