// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/config/crd"
)

// validator validates objects against the CRD.
type validator struct {
	structure *schema.Structural
	schema    validation.SchemaValidator
	rules     *cel.Validator
}

// crdValidator compiles the CRD once, because that takes a moment.
var crdValidator = sync.OnceValues(func() (*validator, error) {
	var definition apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(crd.CodeGenBackends, &definition); err != nil {
		return nil, fmt.Errorf("read the CRD: %w", err)
	}
	var props apiextensions.JSONSchemaProps
	from := definition.Spec.Versions[0].Schema.OpenAPIV3Schema
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(from, &props, nil); err != nil {
		return nil, fmt.Errorf("convert the CRD: %w", err)
	}
	return compile(&props)
})

func compile(props *apiextensions.JSONSchemaProps) (*validator, error) {
	structure, err := schema.NewStructural(props)
	if err != nil {
		return nil, fmt.Errorf("compile the CRD: %w", err)
	}
	schemaValidator, _, err := validation.NewSchemaValidator(props)
	if err != nil {
		return nil, fmt.Errorf("compile the CRD: %w", err)
	}
	return &validator{structure: structure, schema: schemaValidator, rules: cel.NewValidator(structure, true, celconfig.PerCallLimit)}, nil
}

// validate sets defaults, and returns every error that an API server would return.
func (v *validator) validate(ctx context.Context, object map[string]any) error {
	unknown := pruning.PruneWithOptions(object, v.structure, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	if len(unknown) > 0 {
		return fmt.Errorf("unknown field %s", strings.Join(unknown, ", "))
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object, v.structure)
	defaulting.Default(object, v.structure)
	problems := validation.ValidateCustomResource(nil, object, v.schema)
	if len(problems) == 0 {
		problems = v.validateRules(ctx, object)
	}
	if len(problems) == 0 {
		return nil
	}
	return errors.New(problems.ToAggregate().Error())
}

// validateRules returns the rules in CEL that an object breaks.
func (v *validator) validateRules(ctx context.Context, object map[string]any) field.ErrorList {
	problems, _ := v.rules.Validate(ctx, nil, v.structure, object, nil, celconfig.RuntimeCELCostBudget)
	return problems
}
