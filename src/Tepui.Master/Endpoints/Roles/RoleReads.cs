using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Master;
using Mesos.V1.Quota;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.Roles;

/// <summary>What operators are told of roles, weights and quotas, as messages.</summary>
internal static class RoleReads
{
    private static readonly string[] Standard = ["cpus", "disk", "gpus", "mem"];

    public static Response Roles(MasterView view)
    {
        var roles = new Response.Types.GetRoles();
        roles.Roles.AddRange(view.Roles.Select(Role));
        return new Response { Type = Response.Types.Type.GetRoles, GetRoles = roles };
    }

    /// <summary>Without any weight the response has no member for them, as in Mesos.</summary>
    public static Response Weights(MasterView view)
    {
        var response = new Response { Type = Response.Types.Type.GetWeights };
        if (view.Weights.Count > 0)
        {
            response.GetWeights = new Response.Types.GetWeights();
            response.GetWeights.WeightInfos.AddRange(WeightInfos(view));
        }

        return response;
    }

    public static IEnumerable<WeightInfo> WeightInfos(MasterView view) =>
        view.Weights.Select(static pair => new WeightInfo { Role = pair.Key, Weight = pair.Value });

    public static Response Quota(MasterView view) => new()
    {
        Type = Response.Types.Type.GetQuota,
        GetQuota = new Response.Types.GetQuota { Status = QuotaStatus(view) },
    };

    public static QuotaStatus QuotaStatus(MasterView view)
    {
        var status = new QuotaStatus();
        foreach ((string role, Kernel.Quotas.Quota quota) in view.Quotas)
        {
            status.Infos.Add(QuotaMessage.ToInfo(role, quota));
            status.Configs.Add(QuotaMessage.ToConfig(role, quota));
        }

        return status;
    }

    private static Role Role(RoleView role)
    {
        var message = new Role { Name = role.Name, Weight = role.Weight };
        message.Frameworks.AddRange(role.Frameworks.Select(static id => new FrameworkID { Value = id.Value }));
        message.Resources.AddRange(role.Has.Allocated.Add(role.Has.Offered)
            .Where(static pair => Standard.Contains(pair.Key))
            .Select(static pair => new Resource
            {
                Name = pair.Key,
                Type = Value.Types.Type.Scalar,
                Scalar = new Value.Types.Scalar { Value = FixedPoint.ToDouble(pair.Value) },
            }));
        return message;
    }
}
