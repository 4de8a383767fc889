{{- define "codegen-operator.pod" -}}
serviceAccountName: {{ include "codegen-operator.serviceAccountName" . }}
terminationGracePeriodSeconds: {{ int .Values.terminationGracePeriodSeconds }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
{{- toYaml . | nindent 0 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- include "codegen-operator.scheduling" . }}
containers:
- name: manager
  image: {{ include "codegen-operator.image" (dict "image" .Values.image "Chart" .Chart) | quote }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args:
  {{- include "codegen-operator.args" . | trim | nindent 2 }}
  {{- $memory := ((.Values.resources).limits).memory }}
  {{- if or $memory .Values.extraEnv }}
  env:
  {{- if $memory }}
  - name: GOMEMLIMIT # so that the garbage collector works harder before the kernel ends the Pod
    valueFrom:
      resourceFieldRef: {resource: limits.memory}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- end }}
  ports:
  {{- if .Values.metrics.enabled }}
  - name: metrics
    containerPort: {{ int .Values.metrics.port }}
  {{- end }}
  - name: health
    containerPort: {{ int .Values.health.port }}
  livenessProbe:
    httpGet: {path: /healthz, port: health}
    initialDelaySeconds: 10
    periodSeconds: 20
  readinessProbe:
    httpGet: {path: /readyz, port: health}
    periodSeconds: 5
  {{- with .Values.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  volumeMounts:
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .Values.extraVolumes }}
volumes:
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{/* Scheduling of the Pods. */}}
{{- define "codegen-operator.scheduling" }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
{{- toYaml . | nindent 0 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
{{- if .Values.topologySpreadConstraints }}
{{- toYaml .Values.topologySpreadConstraints | nindent 0 }}
{{- else }}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway # a cluster of one node is fine
  labelSelector:
    matchLabels:
      {{- include "codegen-operator.selectorLabels" . | nindent 6 }}
{{- end }}
{{- end -}}
