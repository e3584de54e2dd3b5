//go:build unix

package main

import (
	"context"
	"errors"
)

func commits(context.Context) error   { return errors.New("x") }
func scale(context.Context) error     { return errors.New("x") }
func size(context.Context, int) error { return errors.New("x") }
