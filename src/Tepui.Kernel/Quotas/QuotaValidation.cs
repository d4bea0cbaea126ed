using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf.Collections;
using Mesos.V1;
using Mesos.V1.Quota;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Quotas;

/// <summary>The rules of a quota on its own (src/master/quota.cpp); the first that is broken is named, as there.</summary>
public static class QuotaValidation
{
    /// <summary>The most of mem and disk, in MB.</summary>
    private const double Exabyte = 1024d * 1024 * 1024 * 1024;

    /// <summary>The most of anything else.</summary>
    private const double Trillion = 1e12;

    /// <summary>What is wrong with a config, or null.</summary>
    public static string? Validate(QuotaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (RoleName.Validate(config.Role) is [var role, ..])
        {
            return $"Invalid 'QuotaConfig.role': {role}";
        }

        return TooLarge(config.Guarantees, "guarantees")
            ?? TooLarge(config.Limits, "limits")
            ?? NoQuantity(config.Guarantees, "guarantee")
            ?? NoQuantity(config.Limits, "limit")
            ?? NotContained(config);
    }

    /// <summary>What is wrong with the older kind of request, whose guarantee has passed <see cref="ResourceValidation"/>; or null.</summary>
    public static string? Validate(QuotaRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HasRole)
        {
            return "QuotaInfo must specify a role";
        }

        if (RoleName.Validate(request.Role) is [var role, ..])
        {
            return $"QuotaInfo with invalid role: {role}";
        }

        if (request.Guarantee.Count == 0)
        {
            return "QuotaInfo with empty 'guarantee'";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return request.Guarantee.Select(resource => Fault(resource, names)).FirstOrDefault(static fault => fault is not null);
    }

    private static string? Fault(Resource resource, HashSet<string> names)
    {
        var key = ResourceMessage.ToEntry(resource).Key;
        return key.IsReserved ? "QuotaInfo must not contain any ReservationInfo"
            : resource.Disk is not null ? "QuotaInfo must not contain DiskInfo"
            : resource.Revocable is not null ? "QuotaInfo must not contain RevocableInfo"
            : resource.Type != Value.Types.Type.Scalar ? "QuotaInfo must not include non-scalar resources"
            : !names.Add(resource.Name) ? $"QuotaInfo contains duplicate resource name '{resource.Name}'"
            : null;
    }

    private static string? TooLarge(MapField<string, Value.Types.Scalar> quantities, string field)
    {
        foreach (var (name, scalar) in quantities)
        {
            var isBytes = name is "mem" or "disk";
            if (scalar.Value > (isBytes ? Exabyte : Trillion))
            {
                var limit = isBytes ? $"1 exabyte ({Exabyte:0})" : $"1 trillion ({Trillion:0})";
                return $"Invalid 'QuotaConfig.{field}': {{'{name}': {QuantityText.Scalar(scalar.Value)}}} is invalid: " +
                    $"values greater than {limit} are not supported";
            }
        }

        return null;
    }

    private static string? NoQuantity(MapField<string, Value.Types.Scalar> quantities, string kind)
    {
        foreach (var (name, scalar) in quantities)
        {
            if (ScalarInput.Fault(scalar.Value) is { } fault)
            {
                return $"Invalid {kind} configuration {{'{name}': {QuantityText.Scalar(scalar.Value)}}}: {fault}";
            }
        }

        return null;
    }

    private static string? NotContained(QuotaConfig config)
    {
        var quota = QuotaMessage.FromConfig(config);
        return quota.Limits.Contains(quota.Guarantees)
            ? null
            : $"'QuotaConfig.guarantees' {Write(config.Guarantees)} is not contained within the 'QuotaConfig.limits' {Write(config.Limits)}";
    }

    private static string Write(MapField<string, Value.Types.Scalar> quantities) =>
        $"{{ {string.Join(", ", quantities.Select(static pair => $"{pair.Key}: {QuantityText.Scalar(pair.Value.Value)}"))} }}";
}
