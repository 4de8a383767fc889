{{/* The flags of the operator. */}}
{{- define "codegen-operator.args" -}}
{{- if .Values.leaderElection.enabled }}
- --leader-elect
{{- with .Values.leaderElection.namespace }}
- --leader-election-namespace={{ . }}
{{- end }}
{{- end }}
{{- with .Values.watchNamespaces }}
- --watch-namespace={{ join "," . }}
{{- end }}
- --metrics-bind-address={{ if .Values.metrics.enabled }}:{{ int .Values.metrics.port }}{{ else }}0{{ end }}
- --health-probe-bind-address=:{{ int .Values.health.port }}
- --gateway-image={{ include "codegen-operator.image" (dict "image" .Values.gateway.image "Chart" .Chart) }}
{{- with .Values.allowAddresses }}
- --allow-addresses={{ join "," . }}
{{- end }}
{{- with .Values.webhookHosts }}
- --webhook-hosts={{ join "," . }}
{{- end }}
- --log-level={{ .Values.log.level }}
- --log-format={{ .Values.log.format }}
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end -}}
