{{- define "type_members" -}}
{{- .Doc | replace "\n" " " | replace "|" "\\|" | trim }}
{{- end -}}
