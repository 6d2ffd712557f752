// What this machine and browser call themselves.

interface UserAgentData {
  brands: { brand: string; version: string }[];
  getHighEntropyValues(
    names: string[],
  ): Promise<{ platform?: string; platformVersion?: string; architecture?: string; bitness?: string; model?: string }>;
}

export async function describeMachine(): Promise<string> {
  const processors = `${navigator.hardwareConcurrency} processors`;
  const { userAgentData } = navigator as { userAgentData?: UserAgentData };
  if (!userAgentData) return `${browserOf(navigator.userAgent)}, ${systemOf(navigator.userAgent)}, ${processors}`;
  const { platform, platformVersion, architecture, bitness, model } = await userAgentData.getHighEntropyValues([
    'platform',
    'platformVersion',
    'architecture',
    'bitness',
    'model',
  ]);
  const brand = userAgentData.brands.filter((entry) => !/not.?a.?brand/i.test(entry.brand)).at(-1);
  const browser = brand ? `${brand.brand} ${brand.version}` : browserOf(navigator.userAgent);
  const system = [platform, platformVersion].filter(Boolean).join(' ');
  const processor = architecture ? `${architecture}${bitness ? ` ${bitness}-bit` : ''}` : '';
  return [browser, system, model, processor, processors].filter(Boolean).join(', ');
}

function browserOf(agent: string): string {
  const match = agent.match(/(Firefox|Edg|OPR|Chrome)\/(\d+)/) ?? agent.match(/(Version)\/([\d.]+).*Safari/);
  if (!match) return 'a browser';
  return `${match[1] === 'Version' ? 'Safari' : match[1]} ${match[2]}`;
}

function systemOf(agent: string): string {
  return (
    agent
      .match(/\(([^)]*)\)/)?.[1]
      .split(';')
      .slice(0, 2)
      .join(',') ?? 'an unknown system'
  );
}
