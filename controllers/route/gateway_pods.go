// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	appsv1ac "k8s.io/client-go/applyconfigurations/apps/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"

	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
)

// The ports of a gateway's Pod.
const (
	gatewayPort        = 8080
	gatewayHealthPort  = 8081
	gatewayMetricsPort = 9090
)

// How a gateway's Pod terminates: first it goes on as before, until no node routes new connections to it; then its streams have
// drainSeconds; then it has a moment to end those that are left.
const (
	unroutedSeconds = 5
	farewellSeconds = 10
)

// gatewayUser is the user nobody: the files of the image belong to root, and it writes none.
const gatewayUser = 65532

func (w *workload) deployment() owned.Object {
	// A new pod is ready before an old one ends.
	strategy := appsv1ac.DeploymentStrategy().WithType(appsv1.RollingUpdateDeploymentStrategyType).
		WithRollingUpdate(appsv1ac.RollingUpdateDeployment().WithMaxUnavailable(intstr.FromInt32(0)).WithMaxSurge(intstr.FromInt32(1)))
	spec := appsv1ac.DeploymentSpec().WithReplicas(w.replicas()).WithStrategy(strategy).
		WithSelector(metav1ac.LabelSelector().WithMatchLabels(w.labels)).
		WithTemplate(corev1ac.PodTemplateSpec().WithLabels(w.podLabels()).WithSpec(w.pod()))
	return owned.NewObject("Deployment", &appsv1.Deployment{ObjectMeta: w.meta()}, appsv1ac.Deployment(w.name, w.backend.Namespace).
		WithLabels(w.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(w.backend)).WithSpec(spec))
}

func (w *workload) replicas() int32 {
	if w.spec.Replicas == nil {
		return 2
	}
	return *w.spec.Replicas
}

// pod meets the level restricted of the Pod Security Standards.
func (w *workload) pod() *corev1ac.PodSpecApplyConfiguration {
	spread := corev1ac.TopologySpreadConstraint().WithMaxSkew(1).WithTopologyKey(corev1.LabelHostname).
		WithWhenUnsatisfiable(corev1.ScheduleAnyway).WithMatchLabelKeys(appsv1.DefaultDeploymentUniqueLabelKey).
		WithLabelSelector(metav1ac.LabelSelector().WithMatchLabels(w.labels))
	return corev1ac.PodSpec().WithServiceAccountName(w.name).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(int64(unroutedSeconds + w.drainSeconds() + farewellSeconds)).
		WithTopologySpreadConstraints(spread).
		WithSecurityContext(corev1ac.PodSecurityContext().WithRunAsNonRoot(true).WithRunAsUser(gatewayUser).WithRunAsGroup(gatewayUser).
			WithSeccompProfile(corev1ac.SeccompProfile().WithType(corev1.SeccompProfileTypeRuntimeDefault))).
		WithContainers(w.container())
}

func (w *workload) drainSeconds() int32 { return cmp.Or(w.spec.DrainSeconds, 30) }

func (w *workload) container() *corev1ac.ContainerApplyConfiguration {
	resources := w.resources()
	return corev1ac.Container().WithName("gateway").WithImage(w.image()).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithArgs(w.args()...).
		WithPorts(port(portNamed, gatewayPort), port("health", gatewayHealthPort), port("metrics", gatewayMetricsPort)).
		WithLivenessProbe(probe("/healthz", 10).WithInitialDelaySeconds(5)).
		WithReadinessProbe(probe("/readyz", 2)).
		WithLifecycle(corev1ac.Lifecycle().WithPreStop(corev1ac.LifecycleHandler().WithSleep(corev1ac.SleepAction().WithSeconds(unroutedSeconds)))).
		WithEnv(memoryLimit(resources)...).
		WithResources(resources).
		WithSecurityContext(corev1ac.SecurityContext().WithAllowPrivilegeEscalation(false).WithReadOnlyRootFilesystem(true).
			WithCapabilities(corev1ac.Capabilities().WithDrop("ALL")))
}

func (w *workload) image() string { return cmp.Or(w.spec.Image, w.pods.Image) }

// args name the object to follow. API keys and limits are read from it, so that a change needs no new Pods.
func (w *workload) args() []string {
	args := []string{
		fmt.Sprintf("--backend=%s/%s", w.backend.Namespace, w.backend.Name),
		fmt.Sprintf("--listen-address=:%d", gatewayPort),
		fmt.Sprintf("--health-probe-bind-address=:%d", gatewayHealthPort),
		fmt.Sprintf("--metrics-bind-address=:%d", gatewayMetricsPort),
		fmt.Sprintf("--drain-timeout=%ds", w.drainSeconds()),
	}
	if len(w.pods.AllowAddresses) > 0 {
		args = append(args, "--allow-addresses="+strings.Join(w.pods.AllowAddresses, ","))
	}
	return args
}

func port(name string, number int32) *corev1ac.ContainerPortApplyConfiguration {
	return corev1ac.ContainerPort().WithName(name).WithContainerPort(number).WithProtocol(corev1.ProtocolTCP)
}

func probe(path string, period int32) *corev1ac.ProbeApplyConfiguration {
	return corev1ac.Probe().WithPeriodSeconds(period).
		WithHTTPGet(corev1ac.HTTPGetAction().WithPath(path).WithPort(intstr.FromString("health")))
}

// resources are those of the spec, or defaults for hundreds of streams. There is no CPU limit, because a throttled gateway holds text
// back for longer than it may.
func (w *workload) resources() *corev1ac.ResourceRequirementsApplyConfiguration {
	r := corev1ac.ResourceRequirements()
	if w.spec.Resources == nil {
		return r.WithRequests(corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("64Mi")}).
			WithLimits(corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("512Mi")})
	}
	if requests := listed(w.spec.Resources.Requests); len(requests) > 0 {
		r.WithRequests(requests)
	}
	if limits := listed(w.spec.Resources.Limits); len(limits) > 0 {
		r.WithLimits(limits)
	}
	return r
}

// memoryLimit has Go's garbage collector work harder before the kernel ends the Pod: at nine tenths of the memory limit.
func memoryLimit(r *corev1ac.ResourceRequirementsApplyConfiguration) []*corev1ac.EnvVarApplyConfiguration {
	if r.Limits == nil {
		return nil
	}
	limit := r.Limits.Memory().Value()
	if limit <= 0 {
		return nil
	}
	return []*corev1ac.EnvVarApplyConfiguration{corev1ac.EnvVar().WithName("GOMEMLIMIT").WithValue(strconv.FormatInt(limit/10*9, 10))}
}

func listed(quantities map[string]resource.Quantity) corev1.ResourceList {
	list := corev1.ResourceList{}
	for name, quantity := range quantities {
		list[corev1.ResourceName(name)] = quantity
	}
	return list
}
