{{- define "gvList" -}}
# API reference

Made from the Go types by `make reference`: do not edit it. `kubectl explain codegenbackend.spec` says the same, and `kubectl explain --recursive codegenbackend.status`
lists all fields. [Concepts](../concepts.md) tells what the words mean, [config/samples](../../config/samples) has objects to begin from.
{{ range . }}{{ template "gvDetails" . }}{{ end }}
{{- end -}}
