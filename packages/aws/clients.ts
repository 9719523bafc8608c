// Real AWS clients. Where they go is the environment's business (AWS_ENDPOINT_URL and its sisters,
// region, credentials); there is no endpoint in code.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** A document client; undefined values are left out, sets are JavaScript Sets. */
export function documentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  })
}
