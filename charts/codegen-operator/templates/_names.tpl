{{/* The name of every object: the release's name, with the chart's name unless the release's contains it. */}}
{{- define "codegen-operator.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "codegen-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "codegen-operator.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* An image, from a map with repository, tag and digest; the default tag is the chart's appVersion. */}}
{{- define "codegen-operator.image" -}}
{{- if .image.digest -}}
{{- printf "%s@%s" .image.repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" .image.repository (default .Chart.AppVersion .image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "codegen-operator.leaseNamespace" -}}
{{- default .Release.Namespace .Values.leaderElection.namespace -}}
{{- end -}}

{{- define "codegen-operator.defaultGatewayNamespace" -}}
{{- default (default .Release.Namespace (first .Values.watchNamespaces)) .Values.defaultGateway.namespace -}}
{{- end -}}
