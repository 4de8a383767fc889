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

// law is what the CRD says of an object.
type law struct {
	structure *schema.Structural
	schema    validation.SchemaValidator
	rules     *cel.Validator
}

// theLaw compiles the CRD, which takes a moment, once.
var theLaw = sync.OnceValues(func() (*law, error) {
	var definition apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(crd.CodeGenBackends, &definition); err != nil {
		return nil, fmt.Errorf("reading the CRD: %w", err)
	}
	var props apiextensions.JSONSchemaProps
	from := definition.Spec.Versions[0].Schema.OpenAPIV3Schema
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(from, &props, nil); err != nil {
		return nil, fmt.Errorf("converting the CRD: %w", err)
	}
	return compiled(&props)
})

func compiled(props *apiextensions.JSONSchemaProps) (*law, error) {
	structure, err := schema.NewStructural(props)
	if err != nil {
		return nil, fmt.Errorf("compiling the CRD: %w", err)
	}
	validator, _, err := validation.NewSchemaValidator(props)
	if err != nil {
		return nil, fmt.Errorf("compiling the CRD: %w", err)
	}
	return &law{structure: structure, schema: validator, rules: cel.NewValidator(structure, true, celconfig.PerCallLimit)}, nil
}

// enforce fills in what is left out, and says all that an API server would refuse.
func (l *law) enforce(ctx context.Context, object map[string]any) error {
	unknown := pruning.PruneWithOptions(object, l.structure, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	if len(unknown) > 0 {
		return fmt.Errorf("unknown field %s", strings.Join(unknown, ", "))
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object, l.structure)
	defaulting.Default(object, l.structure)
	problems := validation.ValidateCustomResource(nil, object, l.schema)
	if len(problems) == 0 {
		problems = l.broken(ctx, object)
	}
	if len(problems) == 0 {
		return nil
	}
	return errors.New(problems.ToAggregate().Error())
}

// broken are the rules that an object breaks.
func (l *law) broken(ctx context.Context, object map[string]any) field.ErrorList {
	problems, _ := l.rules.Validate(ctx, nil, l.structure, object, nil, celconfig.RuntimeCELCostBudget)
	return problems
}
