/** Acts on a Kubernetes cluster. */
export { type KubernetesApi, KubernetesError, kubernetesApi } from './api.ts';
export { kubernetesAction, makeKubernetesAction } from './kubernetes-action.ts';
