{{- define "sluis.labels" -}}
app.kubernetes.io/name: sluis
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- with .service }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "sluis.selector" -}}
app.kubernetes.io/name: sluis
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .service }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "sluis.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "sluis.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "sluis.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities:
  drop: [ALL]
{{- end }}

{{- define "sluis.connections" -}}
- name: SLUIS_DATABASE
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secrets.database.name }}
      key: {{ .Values.secrets.database.key }}
- name: SLUIS_KAFKA
  value: {{ .Values.kafka.bootstrap | quote }}
- name: SLUIS_KAFKA_SECURITY
  value: {{ .Values.kafka.security | quote }}
{{- if .Values.kafka.ca }}
- name: SLUIS_KAFKA_CA
  value: /run/secrets/kafka/ca.crt
{{- end }}
{{- if .Values.kafka.clientCertificate }}
- name: SLUIS_KAFKA_CERT
  value: /run/secrets/kafka/tls.crt
- name: SLUIS_KAFKA_CERT_KEY
  value: /run/secrets/kafka/tls.key
{{- end }}
{{- if .Values.kafka.sasl }}
- name: SLUIS_KAFKA_SASL
  value: {{ .Values.kafka.sasl | quote }}
- name: SLUIS_KAFKA_USER
  value: {{ .Values.kafka.user | quote }}
- name: SLUIS_KAFKA_PASSWORD_FILE
  value: /run/secrets/kafka/password
{{- end }}
- name: SLUIS_KEY_FILE
  value: /run/secrets/sluis/key
{{- end }}

{{- define "sluis.environment" -}}
{{ include "sluis.connections" . }}
{{- if .Values.regions }}
- name: SLUIS_REGION
  value: {{ range $index, $name := keys .Values.regions | sortAlpha }}{{ if $index }}:{{ end }}/regions/{{ $name }}{{ end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "sluis.gatewayEnvironment" -}}
- name: SLUIS_INTAKE_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secrets.tokens.name }}
      key: {{ .Values.secrets.tokens.keys.intake }}
{{- if .Values.secrets.tls.name }}
- name: SLUIS_TLS_CERT
  value: /run/secrets/tls/tls.crt
- name: SLUIS_TLS_KEY
  value: /run/secrets/tls/tls.key
- name: SLUIS_TLS_CLIENT_CA
  value: /run/secrets/tls/ca.crt
{{- end }}
{{- if .Values.secrets.access.name }}
- name: SLUIS_GGK_OINS
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secrets.access.name }}
      key: oins
{{- end }}
{{- end }}

{{- define "sluis.keyMounts" -}}
- name: key
  mountPath: /run/secrets/sluis
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- if .Values.secrets.database.keys.ca }}
- name: database
  mountPath: /run/secrets/database
  readOnly: true
{{- end }}
{{- if .Values.secrets.kafka.name }}
- name: kafka
  mountPath: /run/secrets/kafka
  readOnly: true
{{- end }}
{{- end }}

{{- define "sluis.mounts" -}}
{{ include "sluis.keyMounts" . }}
{{- if .Values.regions }}
- name: regions
  mountPath: /regions
  readOnly: true
{{- end }}
{{- end }}

{{- define "sluis.keyVolumes" -}}
- name: key
  secret:
    secretName: {{ .Values.secrets.key.name }}
    defaultMode: 0440
    items:
      - key: {{ .Values.secrets.key.key }}
        path: key
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- if .Values.secrets.database.keys.ca }}
- name: database
  secret:
    secretName: {{ .Values.secrets.database.name }}
    defaultMode: 0440
    items:
      - key: {{ .Values.secrets.database.keys.ca }}
        path: ca.crt
{{- end }}
{{- if .Values.secrets.kafka.name }}
- name: kafka
  secret:
    secretName: {{ .Values.secrets.kafka.name }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{- define "sluis.volumes" -}}
{{ include "sluis.keyVolumes" . }}
{{- if .Values.regions }}
- name: regions
  configMap:
    name: {{ .Release.Name }}-regions
{{- end }}
{{- end }}
