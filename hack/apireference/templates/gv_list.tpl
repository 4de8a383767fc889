{{- define "gvList" -}}
# API reference

This page is generated from the Go types by `make reference`; do not edit it. `kubectl explain codegenbackend.spec` shows
the same text, and `kubectl explain --recursive codegenbackend.status` lists all fields. [Concepts](../concepts/overview.md)
explains the terms, and [config/samples](../../config/samples) has objects to start from.
{{ range . }}{{ template "gvDetails" . }}{{ end }}
{{- end -}}
